using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>The published arms of ICB alone that come with the program, each with population, assessor and source.</summary>
internal static class IcbOnlyArms
{
    /// <summary>Every row of the table that has counts and the wanted role, in the table's order.</summary>
    public static IReadOnlyList<EvidenceArm> Read(string role, AnalysisContext context)
    {
        var table = CsvTable.Parse(Encoding.UTF8.GetString(ReferenceTables.Bytes(ReferenceTables.IcbOnlyArms)), ReferenceTables.IcbOnlyArms).Value;
        var arms = new List<EvidenceArm>();
        foreach (var row in table.Rows.Where(r => r["role"] == role && !r.IsMissing("responders")))
        {
            int responders = int.Parse(row["responders"], CultureInfo.InvariantCulture), of = int.Parse(row["evaluated"], CultureInfo.InvariantCulture);
            var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, responders, of);
            string id = $"evidence.arm.{row["arm"]}";
            context.Ledger.Add(id, "Responders of evaluated subjects as published; exact (Clopper–Pearson) interval recomputed.", [],
                context.Sources.Rows("cavum:" + ReferenceTables.IcbOnlyArms, "arm", row["arm"]));
            arms.Add(new EvidenceArm(id, row["arm"], row["trial"], row["regimen"], row["population"], row["assessor"], row["priorIcb"] == "yes",
                responders, of, (double)responders / of, limits.Lower, limits.Upper, row["source"], row["provenance"]));
        }
        return arms;
    }
}
