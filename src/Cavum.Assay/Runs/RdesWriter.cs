using System.Globalization;
using System.Text;

namespace Cavum.Assay;

/// <summary>Writes the amplification table of RDES 1.0: one tab-separated row a reaction, one column a cycle.</summary>
public static class RdesWriter
{
    public static string Write(QpcrRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var text = new StringBuilder("Well\tSample\tSample Type\tTarget\tTarget Type\tDye\tCq");
        for (int cycle = 1; cycle <= run.Cycles; cycle++) text.Append(CultureInfo.InvariantCulture, $"\t{cycle}");
        text.Append('\n');
        foreach (var r in run.Reactions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{r.Well}\t{Clean(r.Sample)}\t{Type(r.Role)}\t{Clean(r.Target)}\ttoi\t{Clean(r.Dye)}\t");
            if (r.ReportedCq.IsDetected(out double cq)) text.Append(cq.ToString("R", CultureInfo.InvariantCulture));
            else if (r.ReportedCq is Cq.NotDetected) text.Append("NaN");
            for (int cycle = 1; cycle <= run.Cycles; cycle++)
                text.Append('\t').Append(cycle <= r.Curve.Cycles && r.Curve[cycle] is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Clean(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ').Replace('"', '\'');

    private static string Type(SampleRole role) => role switch
    {
        SampleRole.Unknown => "unkn",
        SampleRole.Standard => "std",
        SampleRole.Ntc => "ntc",
        SampleRole.PositiveControl => "pos",
        SampleRole.NegativeControl => "ntp",
        _ => "opt",
    };
}
