using Cavum.Study;

namespace Cavum.Tests.Study;

public class StudyFolderTests
{
    [Fact]
    public void Reads_a_whole_study()
    {
        using var study = new TemporaryStudy();

        var record = StudyFolder.Read(study.Folder).Value;

        Assert.Equal(["S01", "S02"], record.Subjects.Select(s => s.Id.Code));
        Assert.Equal(new DateOnly(2026, 1, 1), record.Subjects[0].Day0);
        Assert.Equal(28, record.Subjects[0].Day(record.Subjects[0].Samples[1].CollectedDate));
        Assert.Equal("< 35", record.Subjects[1].Samples[0].Reported!.Text);
        Assert.Equal(0.975, record.Design.Plan.Decision.ProbabilityMore);
    }

    [Fact]
    public void Refuses_everything_that_is_wrong_at_once()
    {
        using var study = new TemporaryStudy();
        study.Replace("subjects.csv", "S02,LA-NPC", "S01,LA-NPC");
        study.Replace("events.csv", "2026-05-01,progression", "2026-06-15,progression");
        study.Replace("samples.csv", "C,S02,2026-01-10", "A,S09,10.01.2026");
        study.Replace("subjects.csv", "1970-05-01", "2026-03-01");
        study.Replace("exposures.csv", "2026-01-05,6000", "2025-12-05,6000");
        study.Write("scans.csv", "scan,subject,date,timePoint,pt\nP1,S01,2026-04-01,month 3,sources/pt.zip\n");

        var refused = StudyFolder.Read(study.Folder);

        Approvals.Verify(string.Join("\n", refused.Problems) + "\n", "everything-wrong");
    }

    [Fact]
    public void Refuses_a_source_whose_bytes_have_changed()
    {
        using var study = new TemporaryStudy();
        study.Write("sources/run.rdml", "bytes");
        study.Write("sources.csv", $"path,sha256,kind\nsources/run.rdml,{new string('0', 64)},qpcr\nsources/gone.zip,{new string('1', 64)},pt\n../x,{new string('1', 64)},pt\n");

        var problems = StudyFolder.Read(study.Folder).Problems.Select(p => p.ToString()).ToList();

        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, p => p.Contains("the file's bytes have changed", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'sources/gone.zip'; expected a file that exists", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("without '..'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("design.json", "{", "design.json, line 1: read 'text that is not JSON'")]
    [InlineData("design.json", "[]", "design.json: read 'Array'; expected a JSON object")]
    [InlineData("subjects.csv", "", "subjects.csv: nothing was read; expected a header row")]
    [InlineData("subjects.csv", "subject,setting\n", "expected a column 'sex'")]
    public void Refuses_documents_that_are_not_what_they_should_be(string file, string text, string expected)
    {
        using var study = new TemporaryStudy();
        study.Write(file, text);

        Assert.Contains(StudyFolder.Read(study.Folder).Problems, p => p.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Study_new_makes_a_folder_that_check_understands_and_refuses_to_write_over_one()
    {
        string registry = Shared.Path("data/clinical/registry_record.csv"), folder = Path.Combine(Path.GetTempPath(), "cavum-new-" + Environment.ProcessId);
        try
        {
            var made = Run.Json("study", "new", folder, "--registry", registry);
            Assert.Equal("Anti-PD1", made.GetProperty("interventions")[0].GetProperty("name").GetString());
            Assert.Equal("asparaginase", made.GetProperty("interventions")[1].GetProperty("name").GetString());

            var again = Run.Cavum("study", "new", folder, "--registry", registry);
            Assert.Equal(1, again.Exit);
            var findings = Run.Json("study", "check", folder).GetProperty("findings");
            Assert.Equal("record", findings[0].GetProperty("rule").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Study_check_names_deviations()
    {
        using var study = new TemporaryStudy();

        var findings = Run.Json("study", "check", study.Folder).GetProperty("findings").EnumerateArray()
            .Select(f => f.GetProperty("rule").GetString() + " " + f.GetProperty("subject").GetString()).ToList();

        Assert.Contains("missing-scan S01", findings);
        Assert.Contains("missing-scan S02", findings);
    }

    [Fact]
    public void A_folder_in_the_place_of_a_table_or_document_is_refused()
    {
        using var study = new TemporaryStudy();
        File.Delete(Path.Combine(study.Folder, "deaths.csv"));
        Directory.CreateDirectory(Path.Combine(study.Folder, "deaths.csv"));
        File.Delete(Path.Combine(study.Folder, "study.json"));
        Directory.CreateDirectory(Path.Combine(study.Folder, "study.json"));

        Assert.Equal(
            ["study.json: read 'a folder'; expected a JSON document (see docs/study-folder.md).", "deaths.csv: read 'a folder'; expected a table, as a file."],
            StudyFolder.Read(study.Folder).Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void A_table_that_cannot_be_read_is_one_complaint_and_not_one_for_every_row_that_points_at_it()
    {
        using var study = new TemporaryStudy();
        study.Write("subjects.csv", "subject;setting;sex;birthDate\nS01;RM-NPC;M;1970-01-01\n");

        var problems = StudyFolder.Read(study.Folder).Problems;

        Assert.Equal(4, problems.Count); // one for each column that is not there
        Assert.All(problems, p => Assert.StartsWith("subjects.csv, line 1", p.Place, StringComparison.Ordinal));
    }
}
