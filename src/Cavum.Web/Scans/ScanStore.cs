using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Web;

/// <summary>Volumes of scans, read from the raw series when a reader asks; the last few are kept.</summary>
public sealed class ScanStore(ServedStudy study, PairStore pairs)
{
    private const int Kept = 4;
    private readonly Lock gate = new();
    private readonly List<(string Scan, Outcome<ScanFiles> Files)> recent = [];
    private (DateTime Of, Outcome<StudyRecord> Record)? read;

    public Outcome<ScanFiles> Get(string scan)
    {
        if (pairs.Files(scan) is { } uploaded) return Outcome<ScanFiles>.Of(uploaded);
        lock (gate)
        {
            if (read is null || read.Value.Of != study.Written)
            {
                read = (study.Written, StudyFolder.Read(study.Folder));
                recent.Clear();
            }
            int at = recent.FindIndex(r => r.Scan == scan);
            if (at >= 0) return recent[at].Files;
            var files = read.Value.Record.Then(r => ScanImages.Load(r, scan)).Then(images => Outcome<ScanFiles>.Of(new ScanFiles(images)));
            recent.Add((scan, files));
            if (recent.Count > Kept) recent.RemoveAt(0);
            return files;
        }
    }
}

/// <summary>What the viewer loads, made when it is first asked for.</summary>
/// <remarks>Masks lie on the grid of the CT as the viewer has it, where there is one: it is the background on which a reader draws.</remarks>
public sealed class ScanFiles(ScanImages images)
{
    private readonly Lazy<byte[]> pet = new(() => Nifti.Write(images.Suv, (0, SlicePicture.WindowSuv)));
    private readonly Lazy<ImageVolume?> background = new(() => images.Ct is { } volume ? ViewerVolume.Of(volume) : null);
    private readonly Lazy<byte[]> projection = new(() => ScanPicture.Projection(images.Suv));
    private readonly Lazy<ImageVolume> upright = new(() => PatientAxes.Align(images.Suv));
    private readonly Lazy<ImageVolume?> uprightCt = new(() => images.Ct is { } volume ? Resampling.ToGrid(volume, PatientAxes.Align(images.Suv).Geometry, -1000) : null);
    private readonly Lazy<OrganBarrier> organs = new(() => OrganBarrier.Of(images.Suv));
    private readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte[]> turns = new();

    public ScanImages Images => images;

    /// <summary>What a lesion grown at a point must not run into; the search for organs takes longer than the growing.</summary>
    public OrganBarrier Organs => organs.Value;

    public byte[] Pet => pet.Value;

    public byte[]? Ct => background.Value is { } volume ? Nifti.WriteWhole(volume, (SlicePicture.LowHu, SlicePicture.HighHu)) : null;

    public byte[] Projection => projection.Value;

    public ImageGeometry DrawingGrid => background.Value?.Geometry ?? images.Suv.Geometry;

    /// <summary>The measured lesions as labels 1, 2, … in the order of the list beside the viewer.</summary>
    public byte[] Mask => Drawing([.. images.Regions.Select(r => r.Region)]);

    public byte[] Drawing(IReadOnlyList<Mask> masks) => Nifti.Write(masks.Count > 0 ? [.. masks.Select(m => MaskResampling.ToGrid(m, DrawingGrid))] : [Imaging.Mask.Empty(DrawingGrid)]);

    /// <summary>The projection turned by an angle, degrees.</summary>
    public byte[] Turn(int degrees) => turns.GetOrAdd(((degrees % 360) + 360) % 360, angle => PetPicture.Projection(images.Suv, [], angle, new PetPictureStyle()).ToPng());

    /// <summary>A fused plane for browsers without WebGL 2; null outside of the image.</summary>
    public byte[]? Plane(string plane, double millimetres) => SlicePicture.Of(upright.Value, uprightCt.Value, plane, millimetres);
}
