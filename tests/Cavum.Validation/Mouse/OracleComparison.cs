using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Validation;

/// <summary>Random experiments whose fits R wrote out from dense matrices (scripts/peers/synergy-oracle.R), against the library.</summary>
internal static class OracleComparison
{
    private static readonly SynergyArms Arms = new("Vehicle", "Asnase", "aPD1", "Both");
    private static readonly string[] Quantities = ["contrast", "stdErr", "df", "pValue"];

    internal static void Write(StringBuilder text, string folder, TextWriter progress)
    {
        var expected = CsvTable.ReadFile(Path.Combine(folder, "expected.csv")).Value;
        var errors = new Dictionary<string, List<double>>();
        int undefinedAgree = 0, disagree = 0, rows = 0;
        foreach (var group in expected.Rows.GroupBy(r => (Set: r["set"], Method: r["method"], Error: r["se"])))
        {
            var study = CsvTable.ReadFile(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"set{int.Parse(group.Key.Set, CultureInfo.InvariantCulture):000}.csv")))
                .Then(t => TumourStudy.Read(t, new("mouse", "arm", "day", "volume"))).Value;
            var options = new SynergyOptions(Enum.Parse<SynergyMethod>(group.Key.Method, true), Error: Enum.Parse<SynergyError>(group.Key.Error, true), Undetected: UndetectedVolumes.Drop);
            var points = SynergyAnalysis.Run(study, Arms, options).Value.Points;
            foreach (var row in group)
            {
                rows++;
                double day = double.Parse(row["day"], CultureInfo.InvariantCulture);
                var point = points.FirstOrDefault(p => Math.Abs(p.Day - day) < 1e-9);
                if (row.IsMissing("estimate"))
                {
                    if (point?.Status == SynergyStatus.Undefined) undefinedAgree++;
                    else disagree++;
                    continue;
                }
                if (point is not { Contrast: { } contrast, StdErr: { } stdErr, DegreesOfFreedom: { } df, PValue: { } p })
                {
                    disagree++;
                    continue;
                }
                double[] got = [contrast, stdErr, df, p];
                string[] columns = ["estimate", "stdErr", "df", "pValue"];
                for (int k = 0; k < got.Length; k++)
                {
                    double want = double.Parse(row[columns[k]], CultureInfo.InvariantCulture);
                    string key = $"{group.Key.Method}, {group.Key.Error}, {Quantities[k]}";
                    if (!errors.TryGetValue(key, out var list)) errors[key] = list = [];
                    list.Add(Math.Abs(got[k] - want) / Math.Max(Math.Abs(want), k == 0 ? 1e-3 : 1e-6));
                }
            }
        }
        progress.WriteLine($"random experiments: {rows} rows");
        int sets = expected.Rows.Select(r => r["set"]).Distinct().Count();
        text.Append(CultureInfo.InvariantCulture, $"\n## Random experiments against dense matrices\n{sets} experiments made in R (unequal arms of 2–12 mice, missing days, days that are no whole numbers, volumes of 0 left out, sacrifice, ties; `scripts/peers/synergy-oracle.R`), every day from the third follow-up on: {rows} rows, {undefinedAgree} of them undefined for both, {disagree} with a value on one side only (the control has one mouse there: no robust error is given here). Relative differences (of at least 0.001 a day for the contrast); R's maximum is polished to about 1e-8, so what is left is mostly its.\n\n| method, error, quantity | rows | median | worst |\n|---|---|---|---|\n");
        foreach (var (key, list) in errors)
        {
            list.Sort();
            text.Append(CultureInfo.InvariantCulture, $"| {key} | {list.Count} | {list[list.Count / 2]:0.0e+0} | {list[^1]:0.0e+0} |\n");
        }
    }
}
