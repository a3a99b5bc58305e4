using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class DeidentificationKeyTests
{
    private static string[] Names(byte[] key, DateTime? start = null)
    {
        var header = Phantom.Header() with { Start = start ?? Phantom.Header().Start };
        var files = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 1)), header, Phantom.Acquisition()).Select(b => Phantom.Read(b)).ToList();
        var data = Phantom.Read(Deidentifier.Run(new("x", files, []), "S1", key).Value.Files[0].Bytes).Data;
        return [data.Text(DicomTags.SeriesInstanceUid)!, data.Text(DicomTags.StudyDate)!];
    }

    private static byte[] Key(byte of) => [.. Enumerable.Repeat(of, 32)];

    [Fact]
    public void The_same_key_gives_the_same_names_and_another_key_others()
    {
        Assert.Equal(Names(Key(1)), Names(Key(1)));
        Assert.NotEqual(Names(Key(1))[0], Names(Key(2))[0]);
        Assert.NotEqual(Names(Key(1))[1], Names(Key(2))[1]);
        Assert.Throws<ArgumentException>(() => Names(new byte[8]));
    }

    [Fact]
    public void Under_one_key_the_days_between_two_visits_stay()
    {
        DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        var start = Phantom.Header().Start;

        Assert.Equal(91, Day(Names(Key(3), start.AddDays(91))[1]).DayNumber - Day(Names(Key(3), start)[1]).DayNumber);
    }

    [Fact]
    public void The_command_makes_and_keeps_a_key_and_forgets_one_it_was_not_asked_to_keep()
    {
        using var source = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 2)), Phantom.Header(), Phantom.Acquisition()));
        using var folder = new TempFolder();
        string[] Clean(string name, params string[] more)
        {
            Assert.Equal(0, Run.Cavum(["pet", "anonymize", source.Path, "--out", folder.File(name), "--subject", "A", .. more]).Exit);
            return [.. Directory.GetFiles(folder.File(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => Convert.ToHexString(File.ReadAllBytes(f)))];
        }

        Assert.Equal(Clean("a", "--key", folder.File("k")), Clean("b", "--key", folder.File("k")));
        Assert.NotEqual(Clean("c"), Clean("d"));
        File.WriteAllText(folder.File("short"), "guess");
        Assert.Equal(1, Run.Cavum("pet", "anonymize", source.Path, "--out", folder.File("e"), "--subject", "A", "--key", folder.File("short")).Exit);
    }
}
