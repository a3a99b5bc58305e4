using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet anonymize: de-identifies DICOM files by PS3.15 and keeps what SUV needs.</summary>
internal static class AnonymizeCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "DICOM folder, zip or DICOMDIR of one subject" };
        var output = new Option<string>("--out") { Description = "new folder for the clean files", Required = true };
        var subject = new Option<string>("--subject") { Description = "identifier that replaces name and patient ID", Required = true };
        subject.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is not { Length: > 0 and <= 64 } id || id.Contains('\\', StringComparison.Ordinal)) r.AddError("--subject has 1 to 64 characters without a backslash.");
        });
        var key = new Option<string?>("--key") { Description = "file with the study's secret (made where there is none): the same names and date shift at every visit; without it a secret is drawn and forgotten" };
        return new Command("anonymize", "de-identifies DICOM files (PS3.15), keeping what SUV needs") { input, output, subject, key }
            .Answers(parsed => Reply.From(DeidentificationKey.Of(parsed.GetValue(key)), secret => Answer(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetRequiredValue(subject), secret)));
    }

    private static Reply Answer(string input, string output, string subject, DeidentificationKey key)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            return Reply.Refuse(new Problem("--out " + output, "a folder that holds files", "a new or empty folder"));
        return Reply.From(DicomSource.Read(input), source =>
        {
            string[] patients = [.. source.Files.Select(f => f.Data.Text(DicomTags.PatientId)).OfType<string>().Where(p => p.Length > 0).Distinct()];
            if (patients.Length > 1) return Reply.Refuse(new Problem(input, $"{patients.Length} patient IDs", "files of one subject"));
            return Reply.From(Deidentifier.Run(source, subject, key.Secret), done => Write(done, source, output, key));
        });
    }

    private static Reply.Done Write(Deidentification done, DicomCollection source, string output, DeidentificationKey key)
    {
        FileSet.Write(output, done.Files.Select(f => (f.Name, f.Bytes)));
        List<string> warnings = [key.Told, .. done.Reported, .. source.LeftAside.Select(n => $"{n} is not DICOM and was not copied.")];
        string text = TextTable.Render(["removed or emptied", "tag", "files", "why"], done.Removed.Select(t => (string[])[t.Keyword.Length > 0 ? t.Keyword : "private or unknown", t.Tag, $"{t.Count}", t.Reason]));
        return new(new { files = done.Files.Count, done.Removed, done.Kept, done.Reported, leftAside = source.LeftAside, warnings }, $"{done.Files.Count} files in {output}\n\n{text}", warnings);
    }
}
