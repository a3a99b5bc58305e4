using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Web;

/// <summary>Volumes of scans, read from the raw series when a reader asks; the last few are kept.</summary>
public sealed class ScanStore(ServedStudy study)
{
    private const int Kept = 3;
    private readonly Lock gate = new();
    private readonly List<(string Scan, Outcome<ScanFiles> Files)> recent = [];
    private (DateTime Of, Outcome<StudyRecord> Record)? read;

    public Outcome<ScanFiles> Get(string scan)
    {
        lock (gate)
        {
            if (read is null || read.Value.Of != study.Written)
            {
                read = (study.Written, StudyFolder.Read(study.Folder));
                recent.Clear();
            }
            int at = recent.FindIndex(r => r.Scan == scan);
            if (at >= 0) return recent[at].Files;
            var files = read.Value.Record.Then(r => ScanImages.Load(r, scan)).Then(images => Outcome<ScanFiles>.Of(ScanFiles.Of(images)));
            recent.Add((scan, files));
            if (recent.Count > Kept) recent.RemoveAt(0);
            return files;
        }
    }
}

/// <summary>What the viewer loads: gzip NIfTI, and the projection as PNG.</summary>
public sealed record ScanFiles(byte[] Pet, byte[]? Ct, byte[]? Mask, byte[] Projection)
{
    public static ScanFiles Of(ScanImages images) => new(
        Nifti.Write(images.Suv), images.Ct is { } ct ? Nifti.Write(ct) : null,
        images.Regions.Count > 0 ? Nifti.Write([.. images.Regions.Select(r => r.Region)]) : null, ScanPicture.Projection(images.Suv));
}
