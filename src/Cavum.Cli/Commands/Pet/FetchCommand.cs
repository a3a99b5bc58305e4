using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet fetch: lists the series of an archive, or brings them into a folder (DICOMweb QIDO-RS and WADO-RS).</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var url = ArchiveOptions.Address();
        var study = new Option<string?>("--study") { Description = "StudyInstanceUID" };
        var series = new Option<string?>("--series") { Description = "SeriesInstanceUID; all of the study without it" };
        var patient = new Option<string?>("--patient") { Description = "PatientID" };
        var modality = new Option<string?>("--modality") { Description = "PT, CT, SEG, …" };
        var output = new Option<string?>("--out") { Description = "new folder for the files; without it the series are listed" };
        var user = ArchiveOptions.User();
        var command = new Command("fetch", "lists or fetches series of an archive by DICOMweb") { url, study, series, patient, modality, output, user };
        command.Validators.Add(r =>
        {
            if (r.GetValue(study) is null && r.GetValue(patient) is null) r.AddError("pet fetch: name --study or --patient.");
        });
        return command.Answers(parsed =>
        {
            using var client = ArchiveOptions.Client(parsed.GetRequiredValue(url), parsed.GetValue(user));
            var asked = parsed.GetValue(series);
            return Reply.From(client.Find(parsed.GetValue(study), parsed.GetValue(patient), parsed.GetValue(modality)), found =>
            {
                ArchivedSeries[] wanted = [.. found.Where(s => asked is null || s.SeriesInstanceUid == asked).OrderBy(s => s.StudyInstanceUid, StringComparer.Ordinal).ThenBy(s => s.SeriesInstanceUid, StringComparer.Ordinal)];
                if (wanted.Length == 0) return Reply.Refuse(new Problem(parsed.GetRequiredValue(url), $"{found.Count} series, none as asked", "a series of this study, patient and modality"));
                return parsed.GetValue(output) is { } folder ? Bring(client, wanted, folder) : Show(wanted, null);
            });
        });
    }

    private static Reply Bring(DicomWebClient client, ArchivedSeries[] wanted, string output)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            return Reply.Refuse(new Problem("--out " + output, "a folder that holds files", "a new or empty folder"));
        List<Problem> problems = [];
        List<(string Name, byte[] Bytes)> files = [];
        HashSet<string> known = [];
        for (int s = 0; s < wanted.Length; s++)
        {
            var got = client.Fetch(wanted[s].StudyInstanceUid, wanted[s].SeriesInstanceUid);
            problems.AddRange(got.Problems);
            if (got.IsRefused) continue;
            if (wanted[s].Instances is { } told && told != got.Value.Count) problems.Add(new(wanted[s].SeriesInstanceUid, $"{got.Value.Count} files", $"{told}, as the archive told"));
            for (int i = 0; i < got.Value.Count; i++)
            {
                var read = DicomReader.Read($"{wanted[s].SeriesInstanceUid}, file {i + 1}", got.Value[i]);
                problems.AddRange(read.Problems);
                if (read.TryGet(out var file) && file.SeriesInstanceUid != wanted[s].SeriesInstanceUid)
                    problems.Add(new(file.Name, $"a file of series {file.SeriesInstanceUid}", "a file of the series that was asked for"));
                else if (file is not null && !known.Add(file.SopInstanceUid)) problems.Add(new(file.Name, $"{file.SopInstanceUid} again", "each image once"));
                files.Add(($"series-{s + 1:00}/{i + 1:00000}.dcm", got.Value[i]));
            }
        }
        if (problems.Count > 0) return Reply.Refuse(problems);
        FileSet.Write(output, files);
        return Show(wanted, files.Count);
    }

    private static Reply.Done Show(ArchivedSeries[] wanted, int? files) => new(
        new { series = wanted, files },
        TextTable.Render(["study", "series", "modality", "patient", "date", "description", "images"], wanted.Select(s => (string[])[s.StudyInstanceUid, s.SeriesInstanceUid, s.Modality, s.PatientId, s.StudyDate, s.Description, $"{s.Instances}"])),
        []);
}
