using System.CommandLine;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay fit F.csv --model l4|l5: sigmoid fits of a table with one column a curve.</summary>
internal static class AssayFitCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV: the first column the cycle, unless another is called so; one column a curve" };
        var model = new Option<string>("--model") { Description = "l4 or l5", Required = true };
        model.AcceptOnlyFromAmong("l4", "l5");
        return new Command("fit", "four- and five-parameter sigmoids") { file, model }.Answers(parsed =>
            Reply.From(Read(parsed.GetRequiredValue(file)), table => Answer(table, parsed.GetRequiredValue(model) == "l4" ? SigmoidModel.L4 : SigmoidModel.L5)));
    }

    private sealed record Curves(double[] Cycles, IReadOnlyList<(string Name, double[] Readings)> Columns);

    private static Outcome<Curves> Read(string path) => CsvTable.ReadFile(path).Then(table =>
    {
        var problems = new List<Problem>();
        if (table.Columns.Count < 2) problems.Add(new($"{table.Source}, line 1", string.Join(", ", table.Columns), "a column of cycles and at least one curve"));
        string cycleColumn = CycleColumn(table.Columns);
        double[] cycles = new double[table.Rows.Count];
        for (int i = 0; i < cycles.Length; i++)
        {
            var row = table.Rows[i];
            double? cycle = row.Number(cycleColumn, problems, "a cycle above 0");
            if (cycle is not > 0 && problems.Count < 100) problems.Add(new(row.Place(cycleColumn), row[cycleColumn], "a cycle above 0"));
            cycles[i] = cycle ?? 0;
        }
        var columns = new List<(string, double[])>();
        foreach (string name in table.Columns)
        {
            if (name == cycleColumn || (name.Length == 0 && name == table.Columns[0])) continue;
            columns.Add((name, [.. table.Rows.Select(r => r.Number(name, problems, "a fluorescence or nothing") ?? double.NaN)]));
            if (problems.Count > 200) break;
        }
        return problems.Count > 0 ? Outcome<Curves>.Refused(problems.Distinct()) : Outcome<Curves>.Of(new(cycles, columns));
    });

    /// <summary>The first column, unless another one and not the first is called so: a sheet may put row numbers, or the cycles last.</summary>
    private static string CycleColumn(IReadOnlyList<string> columns)
    {
        string[] called = [.. columns.Where(c => c.Trim().ToUpperInvariant() is "CYCLE" or "CYCLES" or "CYC" or "CYCLE NUMBER")];
        return called.Length == 1 ? called[0] : columns[0];
    }

    private static Reply.Done Answer(Curves curves, SigmoidModel model)
    {
        var fits = curves.Columns.Select(c => (c.Name, Fit: SigmoidFitter.Fit(curves.Cycles, c.Readings, model))).ToArray();
        var document = fits.Select(f => new
        {
            Curve = f.Name,
            f.Fit.CpD1,
            f.Fit.CpD2,
            f.Fit.Cy0,
            Parameters = Parameters(f.Fit),
            RSquared = f.Fit.Status == FitStatus.NotFittable ? null : AssayJson.Finite(f.Fit.RSquared),
            f.Fit.Status,
            ResidualSumOfSquares = AssayJson.Finite(f.Fit.ResidualSumOfSquares),
            f.Fit.Readings,
        }).ToArray();
        var rows = fits.Select(f => (IReadOnlyList<string>)
        [
            f.Name, TextTable.Number(f.Fit.CpD1), TextTable.Number(f.Fit.CpD2), TextTable.Number(f.Fit.Cy0), TextTable.Number(f.Fit.RSquared), f.Fit.Status.ToString(),
        ]);
        return new(new { model = model.ToString().ToLowerInvariant(), curves = document }, TextTable.Render(["curve", "cpD1", "cpD2", "Cy0", "R²", "status"], rows));
    }

    private static Dictionary<string, double?>? Parameters(SigmoidFit fit)
    {
        if (fit.Status == FitStatus.NotFittable) return null;
        var parameters = new Dictionary<string, double?>
        {
            ["b"] = AssayJson.Finite(fit.Curve.B),
            ["c"] = AssayJson.Finite(fit.Curve.C),
            ["d"] = AssayJson.Finite(fit.Curve.D),
            ["e"] = AssayJson.Finite(fit.Curve.E),
        };
        if (fit.Model == SigmoidModel.L5) parameters["f"] = AssayJson.Finite(fit.Curve.F);
        return parameters;
    }
}
