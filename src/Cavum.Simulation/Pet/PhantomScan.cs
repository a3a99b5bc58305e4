using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>One PET/CT examination of a phantom: SUV and HU on the scanner's grids.</summary>
internal sealed record PhantomScan(ImageVolume Suv, ImageVolume Hu, IReadOnlyList<PlannedLesion> Lesions)
{
    public static PhantomScan Render(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan)
    {
        var scale = BodyScale.Of(subject.Person);
        var scanner = Scanner.Of(subject);
        var lesions = LesionPlan.Of(settings, subject, scan);
        var own = Streams.Of(settings, subject.Index, Purpose.Anatomy);
        var random = Streams.Of(settings, subject.Index, scan.Index == 0 ? Purpose.BaselineNoise : Purpose.FollowUpNoise);
        var solids = Anatomy.Draw(own, Physiology.Draw(own, random), scale);
        solids.AddRange(lesions.Select(l => l.Shape));

        var petGrid = scanner.Pet(scale);
        float[] suv = PhantomRenderer.Paint(petGrid, solids, s => s.Suv, 0);
        PhantomRenderer.Blur(suv, petGrid, settings.Pet.BlurFwhmMm);
        PhantomRenderer.AddPetNoise(suv, petGrid, random, settings.Pet.Noise);

        var ctGrid = scanner.Ct(scale);
        float[] hu = PhantomRenderer.Paint(ctGrid, solids, s => s.Hu, PhantomRenderer.OutsideHu);
        PhantomRenderer.AddCtNoise(hu, random);
        return new(new(petGrid, suv), new(ctGrid, hu), lesions);
    }
}
