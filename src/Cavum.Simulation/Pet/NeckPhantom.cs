using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A whole-body PET whose neck holds lesions of known shape among hot healthy tissue.</summary>
/// <param name="Lesions">Each lesion's voxels on the PET grid, uptake at full value.</param>
/// <param name="NeckBottom">z above which the neck and head begin, mm.</param>
public sealed record NeckPhantom(ImageVolume Suv, ImageVolume Hu, IReadOnlyList<Region> Lesions, double NeckBottom, IReadOnlyList<string> Traits)
{
    /// <summary>Draws case <paramref name="number"/>: body, physiology, lesions, scanner and posture all differ from case to case.</summary>
    /// <param name="scene">What the scan shows beyond that; null for a scan from the abdomen to the top of the head.</param>
    public static NeckPhantom Draw(ulong seed, int number, NeckScene? scene = null)
    {
        scene ??= new();
        var random = new SeededRandom(seed, (ulong)number);
        var scale = new BodyScale(random.Uniform(0.9, 1.14), random.Uniform(0.92, 1.1));
        List<string> traits = [];
        var solids = NeckAnatomy.Draw(random, scale, traits);
        var lesions = NeckLesions.Draw(random, scale, traits);
        if (scene.Neighbours) lesions.AddRange(NeckLesions.DrawNeighbours(random, scale, traits));
        var clinic = scene.Clinic ? ClinicalScan.Draw(new SeededRandom(seed, ClinicStream + (ulong)number), scale, traits) : null;
        var tilt = HeadTilt.Draw(random, scale);
        if (clinic is not null) tilt = clinic.Turned(tilt);
        double spacing = random.Chance(0.08) ? 2 : random.Uniform(2.9, 5.4), slice = random.Uniform(Math.Max(2, spacing * 0.6), 5);
        double cut = random.Chance(0.25) ? random.Uniform(-150, -60) * scale.Along : 12;
        if (cut < 0) traits.Add("brain cut");
        if (clinic is not null) (spacing, slice) = (clinic.SpacingMm, clinic.SliceMm);
        var grid = Grid(spacing, slice, scale, cut, scene.LowestZ);
        if (clinic is not null) solids.AddRange(clinic.Tissue);
        if (scene.Metal) solids.AddRange(DentalMetal.Draw(random, scale, traits));

        List<Solid> tilted = [.. solids.Select(tilt.Of)];
        List<Region> truth = [];
        foreach (var lesion in lesions)
        {
            Solid[] parts = [.. lesion.Parts.Select(tilt.Of)];
            tilted.AddRange(parts);
            float[] painted = PhantomRenderer.Paint(grid, parts, s => s.Suv > lesion.CoreSuv ? 1 : 0, 0);
            var mask = new Mask(grid, [.. painted.Select(v => v > 0)]);
            if (mask.VoxelCount > 0) truth.Add(new(truth.Count + 1, lesion.Site, mask));
        }
        float[] suv = PhantomRenderer.Paint(grid, tilted, s => s.Suv, 0);
        if (clinic is not null) clinic.Image(suv, grid, scene.NoiseFactor);
        else
        {
            PhantomRenderer.Blur(suv, grid, random.Uniform(4.5, 8));
            PhantomRenderer.AddPetNoise(suv, grid, random, scene.NoiseFactor * random.Uniform(0.06, 0.22));
        }
        float[] hu = PhantomRenderer.Paint(grid, tilted, s => s.Hu, PhantomRenderer.OutsideHu);
        if (scene.Metal) DentalMetal.Streak(hu, grid);
        return new(new(grid, suv), new(grid, hu), truth, -300 * scale.Along, traits);
    }

    private const ulong ClinicStream = 1_000_000; // apart from the cases' own, so that body and lesions of a case stay the same with and without it

    private static ImageGeometry Grid(double spacing, double slice, BodyScale scale, double top, double lowest)
    {
        int pixels = (int)Math.Ceiling(460 / spacing), slices = (int)((top - lowest * scale.Along) / slice);
        double first = -(pixels - 1) / 2.0 * spacing;
        return ImageGeometry.Upright(pixels, pixels, slices, new(spacing, spacing, slice), new(first, first, top - slices * slice));
    }
}

/// <summary>How a <see cref="NeckPhantom"/> is scanned, and what is put beside its organs.</summary>
/// <param name="LowestZ">Where the scan begins, mm below the top of the head: −700 holds liver and kidneys, −925 pelvis and bladder, −400 head and neck alone.</param>
/// <param name="NoiseFactor">Times the usual noise.</param>
/// <param name="Metal">Fillings: streaks on CT and uptake that attenuation correction raises beside them.</param>
/// <param name="Neighbours">Lesions that touch brain, tonsil, parotid gland and bladder.</param>
/// <param name="Clinic">Voxels of scanners in use, noise of iterative reconstruction, edges sharpened by it, a head turned farther, and harmless uptake of many kinds.</param>
public sealed record NeckScene(double LowestZ = -700, double NoiseFactor = 1, bool Metal = false, bool Neighbours = false, bool Clinic = false);

/// <summary>Head and upper neck turned about the root of the neck: a patient who does not lie straight.</summary>
/// <param name="Yaw">Turn to one side about the spine, radians; reached 120 mm above the pivot.</param>
internal readonly record struct HeadTilt(double Roll, double Pitch, double Shift, double Pivot, double Yaw = 0)
{
    private const double SpineY = 40, TurnedMm = 120;

    public static HeadTilt Draw(SeededRandom random, BodyScale scale) =>
        new(random.Uniform(-0.14, 0.14), random.Uniform(-0.12, 0.12), random.Uniform(-12, 12), -300 * scale.Along);

    public Solid Of(Solid s)
    {
        double up = s.Centre.Z - Pivot;
        if (up <= 0) return s with { Centre = s.Centre with { X = s.Centre.X + Shift } };
        if (Yaw != 0)
        {
            double angle = Yaw * Math.Min(1, up / TurnedMm), x = s.Centre.X, y = s.Centre.Y - SpineY;
            s = s with { Centre = s.Centre with { X = x * Math.Cos(angle) - y * Math.Sin(angle), Y = SpineY + x * Math.Sin(angle) + y * Math.Cos(angle) } };
        }
        return s with { Centre = new(s.Centre.X + Shift + Roll * up, s.Centre.Y + Pitch * up, s.Centre.Z - Roll * s.Centre.X - Pitch * s.Centre.Y) };
    }
}
