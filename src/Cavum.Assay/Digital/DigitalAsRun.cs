using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Shows a digital PCR table as a run without curves, so that <c>assay read</c> knows every file.</summary>
internal static class DigitalAsRun
{
    internal static Outcome<InstrumentFile> Of(DigitalRun run, string name)
    {
        var reactions = new List<Reaction>();
        int merged = 0, position = 0;
        foreach (var well in run.Wells)
        {
            position++;
            if (!WellPosition.TryParse(well.Well, out var at))
            {
                merged++;
                at = WellPosition.FromNumber(position, position > WellPosition.MostNumber(12) ? 9999 : 12);
            }
            reactions.Add(new(at, well.Sample, well.Role, well.Target, well.Dye, Cq.Unreported, AmplificationCurve.Empty)
            {
                ReportedQuantity = well.ReportedCopiesPerMicrolitre,
                DataId = well.Well,
            });
        }
        var notes = new List<string>(run.Notes) { "digital PCR: counts and concentrations by 'assay dpcr'" };
        if (merged > 0) notes.Add($"{merged} rows are not single wells; they are numbered in the order of the file");
        return PlainRun.Of(run.Format, run.Format, name, reactions, notes).Then(file => Outcome<InstrumentFile>.Of(file with { Digital = run }));
    }
}
