using Cavum.Core;

namespace Cavum.Tests.Core;

public sealed class WritingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-writing-").FullName;

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_before_the_work_and_leaves_nothing()
    {
        string file = Path.Combine(folder, "a-file");
        File.WriteAllText(file, "kept");

        Assert.Equal("a file", AtomicFile.Hindrance(file)!.Read);
        Assert.Equal("a file", AtomicFile.Hindrance(Path.Combine(file, "below"))!.Read);
        Assert.Null(AtomicFile.Hindrance(Path.Combine(folder, "new", "newer")));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(folder));
        Assert.Throws<CannotWriteException>(() => AtomicFile.Write(Path.Combine(file, "x"), "text"));
        Assert.Equal("kept", File.ReadAllText(file));
    }

    [Fact]
    public void Demo_answers_an_unwritable_place_with_a_refusal()
    {
        string file = Path.Combine(folder, "a-file");
        File.WriteAllText(file, "kept");
        var demo = Run.Cavum("demo", "--out", file, "--no-serve");

        Assert.Equal(1, demo.Exit);
        Assert.Equal($"{file}: read 'a file'; expected a folder that can be written.\n", demo.Error);
        Assert.Equal(2, Run.Cavum("serve", "--port", "99999").Exit);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
