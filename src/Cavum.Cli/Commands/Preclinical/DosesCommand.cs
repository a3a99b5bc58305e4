using System.CommandLine;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>preclinical doses</c>: synergy of every combination of doses in one experiment.</summary>
internal static class DosesCommand
{
    internal static Command Create()
    {
        var command = new Command("doses", "synergy in a design with several doses: one model, a contrast for every combination, Holm");
        var input = new TumourInput(command);
        var design = new Option<string>("--design") { Required = true, Description = "a CSV table with the columns group, doseA, doseB" };
        var method = new Option<SynergyMethod>("--method") { Description = "bliss, hsa or ra", DefaultValueFactory = _ => SynergyMethod.Bliss };
        method.AcceptOnlyFromAmong("bliss", "hsa", "ra");
        var inference = new Option<SynergyInference>("--inference") { Description = "t or z", DefaultValueFactory = _ => SynergyInference.T };
        inference.AcceptOnlyFromAmong("t", "z");
        var error = new Option<SynergyError>("--se") { Description = "cr2 or model", DefaultValueFactory = _ => SynergyError.Cr2 };
        error.AcceptOnlyFromAmong("cr2", "model");
        foreach (Option option in (Option[])[design, method, inference, error]) command.Add(option);
        return command.Answers(parsed =>
        {
            var options = new SynergyOptions(parsed.GetValue(method), parsed.GetValue(inference), parsed.GetValue(error)) { DetectionLimit = input.DetectionLimit(parsed) };
            var table = CsvTable.ReadFile(parsed.GetValue(design)!).Then(Doses);
            var study = input.Read(parsed);
            if (table.IsRefused || study.IsRefused) return Reply.Refuse(table.Problems.Concat(study.Problems));
            return Reply.From(DoseGrid.Run(study.Value, table.Value, options), grid => Answer(grid, study.Value));
        });
    }

    private static Outcome<IReadOnlyList<DosedGroup>> Doses(CsvTable table)
    {
        var problems = table.Missing("group", "doseA", "doseB").ToList();
        if (problems.Count > 0) return Outcome<IReadOnlyList<DosedGroup>>.Refused(problems);
        var rows = new List<DosedGroup>();
        foreach (var row in table.Rows)
        {
            double Dose(string column)
            {
                double? value = row.IsMissing(column) ? null : row.Number(column, problems, "a dose, 0 for none");
                if (row.IsMissing(column) || value < 0) problems.Add(new Problem(row.Place(column), row[column], "a dose, 0 for none"));
                return value ?? 0;
            }
            if (row.IsMissing("group")) problems.Add(new Problem(row.Place("group"), "", "a group"));
            rows.Add(new(row["group"], Dose("doseA"), Dose("doseB")));
        }
        return problems.Count > 0 ? Outcome<IReadOnlyList<DosedGroup>>.Refused(problems) : Outcome<IReadOnlyList<DosedGroup>>.Of(rows);
    }

    private static Reply.Done Answer(DoseGrid grid, TumourStudy study)
    {
        var document = new
        {
            fit = new
            {
                Fixed = grid.Groups.Select((g, i) => new { group = g, estimate = grid.Fit.Slopes[i], stdErr = grid.Fit.StdErr[i], robustStdErr = Math.Sqrt(grid.Fit.RobustVariances[i]) }),
                grid.Fit.RandomStdDev,
                grid.Fit.ResidualStdDev,
                grid.Fit.LogLikelihood,
            },
            grid.Day,
            synergy = grid.Points,
            remarks = study.Remarks,
        };
        string text = TextTable.Render(["group", "slope/day", "std err"], grid.Groups.Select((g, i) => (IReadOnlyList<string>)[g, TextTable.Number(grid.Fit.Slopes[i]), TextTable.Number(grid.Fit.StdErr[i])]))
            + $"\nday {TextTable.Number(grid.Day)}\n" + TextTable.Render(["combination", "dose A", "dose B", "index", "lower", "upper", "p", "Holm", "status"], grid.Points.Select(p => (IReadOnlyList<string>)
            [p.Combination, TextTable.Number(p.DoseA), TextTable.Number(p.DoseB), TextTable.Number(p.CombinationIndex), TextTable.Number(p.Lower), TextTable.Number(p.Upper), TextTable.Number(p.PValue), TextTable.Number(p.HolmP), p.Status]));
        return new Reply.Done(document, text, study.Remarks);
    }
}
