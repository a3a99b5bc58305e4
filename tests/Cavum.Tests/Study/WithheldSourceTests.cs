using Cavum.Core;
using Cavum.Study;

namespace Cavum.Tests.Study;

public sealed class WithheldSourceTests
{
    /// <summary>A file that is there and cannot be read: permissions do not hinder the superuser, the memory of a process hinders everybody.</summary>
    [Fact]
    public void A_source_that_the_disk_withholds_is_a_problem_of_its_row_beside_all_others()
    {
        Assert.SkipUnless(File.Exists("/proc/self/mem"), "no file that is there and cannot be read");
        string folder = Directory.CreateTempSubdirectory("cavum-withheld-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "sources"));
            File.CreateSymbolicLink(Path.Combine(folder, "sources", "plate.rdml"), "/proc/self/mem");
            string hash = ContentHash.Of("x"u8).Hex;
            File.WriteAllText(Path.Combine(folder, "sources.csv"), $"path,sha256,kind\nsources/plate.rdml,{hash},qpcr\nsources/none.rdml,{hash},qpcr\n");

            var problems = StudyFolder.Read(folder).Problems;
            Assert.Contains(problems, p => p.Place == "sources.csv, line 2, column path" && p.Expected == "sources/plate.rdml, as a file that can be read");
            Assert.Contains(problems, p => p.Place == "sources.csv, line 3, column path" && p.Expected == "a file that exists");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
