using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet send: gives DICOM files to an archive (DICOMweb STOW-RS).</summary>
internal static class SendCommand
{
    /// <summary>So many bytes go in one request.</summary>
    private const long BatchBytes = 64L << 20;

    public static Command Create()
    {
        var url = ArchiveOptions.Address();
        var input = new Argument<string>("input") { Description = "folder, zip, DICOMDIR or DICOM file" };
        var user = ArchiveOptions.User();
        return new Command("send", "sends DICOM files to an archive by DICOMweb") { url, input, user }.Answers(parsed =>
            Reply.From(DicomSource.Read(parsed.GetRequiredValue(input)), source =>
            {
                using var client = ArchiveOptions.Client(parsed.GetRequiredValue(url), parsed.GetValue(user));
                return Send(client, source);
            }));
    }

    private static Reply Send(DicomWebClient client, DicomCollection source)
    {
        int stored = 0;
        List<string> failed = [];
        for (int at = 0; at < source.Files.Count;)
        {
            List<ReadOnlyMemory<byte>> batch = [];
            for (long size = 0; at < source.Files.Count && (batch.Count == 0 || size + source.Files[at].Bytes.Length <= BatchBytes); at++)
            {
                batch.Add(source.Files[at].Bytes);
                size += source.Files[at].Bytes.Length;
            }
            var answer = client.Send(batch);
            if (answer.IsRefused) return Reply.Refuse(answer.Problems);
            stored += answer.Value.Stored;
            failed.AddRange(answer.Value.Failed);
        }
        if (failed.Count > 0 || stored != source.Files.Count)
            return Reply.Refuse(failed.Count > 0 ? [.. failed.Select(f => new Problem("the archive", f, "every file stored"))] : [new Problem("the archive", $"{stored} stored", $"{source.Files.Count} stored")]);
        List<string> warnings = [.. source.LeftAside.Select(n => $"{n} is not DICOM and was not sent.")];
        return new Reply.Done(new { stored, leftAside = source.LeftAside }, $"{stored} files stored\n", warnings);
    }
}
