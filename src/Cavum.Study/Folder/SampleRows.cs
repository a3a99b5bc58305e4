using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads samples.csv: each sample once, its result from a raw run or from a laboratory's words.</summary>
internal sealed class SampleRows(List<Problem> problems)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    public PlasmaSample Read(RowReader r)
    {
        string id = r.Text("sample", "a sample name");
        if (id.Length > 0 && !seen.Add(id)) r.Problem("sample", "each sample once: this one stands above too");
        string run = r.Optional("run"), reported = r.Optional("reported");
        if (run.Length > 0 && reported.Length > 0)
            problems.Add(new Problem(r.Row.Place("reported"), reported, "nothing, since the sample has a raw run: one origin a result"));
        string matrix = r.Optional("matrix");
        if (matrix.Length > 0 && matrix != "plasma") r.Problem("matrix", "plasma: other specimens are another measurement");
        string unit = r.Optional("reportedUnit");
        if (reported.Length > 0 && run.Length == 0) unit = r.Choice("reportedUnit", "IU/mL", "copies/mL");
        return new PlasmaSample(
            id, r.Date("collectedDate"), "plasma", r.Text("assay", "the assay's name"),
            run.Length > 0 ? new RunReference(run, r.Text("runSample", "the sample's name in the run")) : null,
            run.Length == 0 && reported.Length > 0
                ? new ReportedResult(reported, unit, r.Number("lod", 0, "a limit, 0 or more"), r.Number("loq", 0, "a limit, 0 or more")) : null);
    }
}
