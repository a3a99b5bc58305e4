using System.Globalization;
using Cavum.Core;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>One person of a comparison: time, event, covariates in the order asked for.</summary>
internal sealed record TimedPerson(string Id, double Days, bool Event, double[] Covariates);

/// <summary>The subjects of an external control, read from the study folder.</summary>
/// <param name="Replicates">Further reconstructions of a curve with the reading's noise, for the interval; empty for individual data.</param>
internal sealed record ControlData(IReadOnlyList<TimedPerson> Persons, IReadOnlyList<IReadOnlyList<TimedPerson>> Replicates, double? CurveError)
{
    public const int CurveReplicates = 200;
    private const double DaysPerMonth = 30.4375;

    public static double DaysPer(string timeUnit) => timeUnit switch { "months" => DaysPerMonth, "weeks" => 7, _ => 1 };

    public static ControlData? Read(PlannedControl control, string folder, IReadOnlyList<string> covariates, List<Problem> problems)
    {
        double scale = DaysPer(control.TimeUnit);
        return control.Kind == "curve" ? Curve(control, folder, scale, problems) : Individual(control, folder, covariates, scale, problems);
    }

    private static ControlData? Individual(PlannedControl control, string folder, IReadOnlyList<string> covariates, double scale, List<Problem> problems)
    {
        if (Table(control.File, folder, problems, ["time", "event", .. covariates]) is not { } table) return null;
        int before = problems.Count;
        var persons = new List<TimedPerson>();
        foreach (var row in table.Rows)
        {
            double? time = row.Number("time", problems, $"a time in {control.TimeUnit}, 0 or more");
            if (time < 0) problems.Add(new Problem(row.Place("time"), row["time"], $"a time in {control.TimeUnit}, 0 or more"));
            if (time is null && row.IsMissing("time")) problems.Add(new Problem(row.Place("time"), row["time"], $"a time in {control.TimeUnit}"));
            if (row["event"] is not ("0" or "1")) problems.Add(new Problem(row.Place("event"), row["event"], "1 for an event, 0 for censored"));
            double?[] values = [.. covariates.Select(c => row.Number(c, problems))];
            if (time is null || values.Any(v => v is null)) continue; // a person without a covariate cannot be weighted; the count says so
            persons.Add(new(table.HasColumn("subject") ? row["subject"] : row.Line.ToString(CultureInfo.InvariantCulture), time.Value * scale, row["event"] == "1", [.. values.Select(v => v!.Value)]));
        }
        if (problems.Count > before) return null;
        if (persons.Count >= 2) return new(persons, [], null);
        problems.Add(new Problem(control.File, $"{persons.Count} subjects with every covariate", "at least 2"));
        return null;
    }

    private static ControlData? Curve(PlannedControl control, string folder, double scale, List<Problem> problems)
    {
        var points = Table(control.File, folder, problems, ["time", "survival"]);
        var risk = Table(control.AtRisk!, folder, problems, ["time", "n"]);
        if (points is null || risk is null) return null;
        int before = problems.Count;
        CurvePoint[] curve = [.. points.Rows.Select(r => new CurvePoint(Need(r, "time") * scale, Need(r, "survival")))];
        AtRiskPoint[] atRisk = [.. risk.Rows.Select(r => new AtRiskPoint(Need(r, "time") * scale, (int)Need(r, "n")))];
        if (problems.Count > before) return null;
        var fit = CurveReconstruction.Fit(curve, atRisk, control.Events);
        if (fit.IsRefused)
        {
            problems.AddRange(fit.Problems.Select(p => p with { Place = $"{control.File}, {p.Place}" }));
            return null;
        }
        var replicates = CurveReconstruction.Replicates(curve, atRisk, control.Events, CurveReplicates, Seed);
        return new(People(fit.Value), [.. replicates.Select(People)], fit.Value.CurveError);

        double Need(CsvRow row, string column)
        {
            if (row.IsMissing(column)) problems.Add(new Problem(row.Place(column), row[column], "a number"));
            return row.Number(column, problems) ?? 0;
        }
    }

    internal const ulong Seed = 20261129;

    private static List<TimedPerson> People(Reconstruction fit) =>
        [.. fit.Subjects.Select((s, i) => new TimedPerson(i.ToString(CultureInfo.InvariantCulture), s.Time, s.Event, []))];

    private static CsvTable? Table(string file, string folder, List<Problem> problems, IReadOnlyList<string> columns)
    {
        var read = CsvTable.ReadFile(Path.Combine(folder, file), file);
        if (!read.TryGet(out var table))
        {
            problems.AddRange(read.Problems);
            return null;
        }
        var missing = table.Missing(columns).ToList();
        problems.AddRange(missing);
        return missing.Count > 0 ? null : table;
    }
}

/// <summary>The covariates of the study's subjects by the names that a control may match.</summary>
internal static class StudyCovariates
{
    public static readonly string[] Names = ["age", "male", "ecog", "rmNpc", "priorPfsDays", "log10EbvDna"];

    /// <summary>Null where the value is not known for the subject.</summary>
    public static double? Of(string name, Subject s, EbvDnaResultSeries? ebv) => name switch
    {
        "age" => s.Day0 is { } zero ? (zero.DayNumber - s.BirthDate.DayNumber) / 365.25 : null,
        "male" => s.Sex == "M" ? 1 : s.Sex == "F" ? 0 : null,
        "ecog" => s.Ecog,
        "rmNpc" => s.Setting == DiseaseSetting.RecurrentMetastatic ? 1 : 0,
        "priorPfsDays" => Endpoints.PriorPfs(s)?.Days,
        "log10EbvDna" => ebv?.Samples.LastOrDefault(p => p.Period == "study" && p.Day <= 0 && p.Status == "quantified") is { } point
            ? Math.Log10(ebv.Unit == "IU/mL" ? point.IuPerMl!.Value : point.CopiesPerMl!.Value) : null,
        _ => null,
    };
}
