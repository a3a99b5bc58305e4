using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>A curve that someone read off a publication, and what the publication says of its subjects.</summary>
/// <param name="Points">Time and survival, a pair a line, with or without a header; comma, semicolon, tab or blank between.</param>
/// <param name="SurvivalIn">fraction or percent; never guessed.</param>
/// <param name="AtRisk">Time and number at risk, a pair a line.</param>
/// <param name="Control">The control as the plan will hold it; its files are named here.</param>
public sealed record DigitisedControl(string Points, string SurvivalIn, string AtRisk, PlannedControl Control);

/// <summary>What lies behind a digitised curve, and whether it answers the question of this study.</summary>
/// <param name="Mismatches">Where the control does not match the estimand; one is enough for a line that is shown and not answerable.</param>
/// <param name="Written">The files that hold it, empty where it was only looked at.</param>
public sealed record CheckedCurve(
    string Name, int Subjects, int Events, bool EventsMatched, double? MedianDays, double CurveError, IReadOnlyList<string> Mismatches, KaplanMeierResult Curve, IReadOnlyList<string> Written);

/// <summary>Brings a digitised curve into a study as an external control: the same for the command and the site's form.</summary>
public static class DigitisedControls
{
    private const string Folder = "controls";
    private static readonly char[] Separators = [',', ';', '\t', ' '];

    /// <summary>Reconstructs the curve and says what it would stand for; nothing is written.</summary>
    public static Outcome<CheckedCurve> Check(string folder, DigitisedControl digitised) =>
        Prepare(folder, digitised).Then(p => Outcome<CheckedCurve>.Of(p.Curve));

    /// <summary>Writes the points and the numbers at risk below <c>controls/</c>, then the control into the plan of design.json.</summary>
    /// <remarks>A frozen plan is not touched: the report shows the change, with its date, until it is frozen with a reason.</remarks>
    public static Outcome<CheckedCurve> Add(string folder, DigitisedControl digitised) => Prepare(folder, digitised).Then(p =>
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        foreach (var (path, text) in p.Files) AtomicFile.Write(Path.Combine(folder, path), text); // design.json last: it never names a file that is not there
        return Outcome<CheckedCurve>.Of(p.Curve with { Written = [.. p.Files.Select(f => f.Path)] });
    });

    private sealed record Prepared(CheckedCurve Curve, (string Path, string Text)[] Files);

    private static Outcome<Prepared> Prepare(string folder, DigitisedControl digitised)
    {
        string design = Path.Combine(folder, "design.json");
        if (!File.Exists(design)) return Outcome<Prepared>.Refused(new Problem(folder, "", "a study folder"));
        var problems = new List<Problem>();
        double per = digitised.SurvivalIn switch { "fraction" => 1, "percent" => 100, _ => 0 };
        if (per == 0) problems.Add(new Problem("survivalIn", digitised.SurvivalIn, "fraction or percent"));
        var points = Pairs(digitised.Points, "points", problems);
        var risk = Pairs(digitised.AtRisk, "atRisk", problems);
        foreach (var (time, n, line) in risk.Where(r => r.Value != Math.Floor(r.Value) || r.Value is < 0 or > 1_000_000))
            problems.Add(new Problem(Text($"atRisk, line {line}"), Text($"{n}"), "a whole number of subjects, 0 or more"));
        string slug = Slug(digitised.Control.Name), file = $"{Folder}/{slug}.csv", riskFile = $"{Folder}/{slug}-at-risk.csv";
        if (slug.Length == 0) problems.Add(new Problem("name", digitised.Control.Name, "a name with a letter or a digit"));
        foreach (string path in new[] { file, riskFile }.Where(p => slug.Length > 0 && File.Exists(Path.Combine(folder, p)))) problems.Add(new Problem("name", digitised.Control.Name, $"a name whose file {path} does not exist yet"));
        var control = digitised.Control with { Kind = "curve", File = file, AtRisk = riskFile, Method = "none" };
        var changed = DesignDocument.WithCurve(File.ReadAllText(design), control);
        problems.AddRange(changed.Problems);
        if (problems.Count > 0) return Outcome<Prepared>.Refused(problems);
        double scale = ControlData.DaysPer(control.TimeUnit);
        CurvePoint[] curve = [.. points.Select(p => new CurvePoint(p.Time * scale, p.Value / per))];
        AtRiskPoint[] atRisk = [.. risk.Select(r => new AtRiskPoint(r.Time * scale, (int)r.Value))];
        return CurveReconstruction.Fit(curve, atRisk, control.Events).Then(fit => Outcome<Prepared>.Of(new(
            Describe(changed.Value.Design, control, fit),
            [
                (file, Table("time,survival", points.Select(p => (p.Time, p.Value / per)))),
                (riskFile, Table("time,n", risk.Select(r => (r.Time, r.Value)))),
                ("design.json", changed.Value.Text),
            ])));
    }

    private static CheckedCurve Describe(StudyDesign design, PlannedControl control, Reconstruction fit)
    {
        var persons = fit.Subjects.Select((s, i) => new TimedPerson(Text($"{i}"), s.Time, s.Event, [])).ToList();
        var curve = ExternalLine.Curve("digitised", control.Name, control, persons, [.. persons.Select(_ => 1.0)]);
        return new(control.Name, fit.N, fit.Events, fit.EventsMatched, curve.MedianDays, fit.CurveError, ControlMatch.Mismatches(control, design.Plan.ScanInterval.StudyEveryDays), curve, []);
    }

    private static List<(double Time, double Value, int Line)> Pairs(string text, string field, List<Problem> problems)
    {
        var pairs = new List<(double, double, int)>();
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() is not { Length: > 0 } line) continue;
            string[] parts = line.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            double value = 0;
            if (parts.Length == 2 && Number(parts[0], out double time) && Number(parts[1], out value)) pairs.Add((time, value, i + 1));
            else if (pairs.Count > 0 || i > 0 || parts.Any(p => Number(p, out _))) problems.Add(new Problem(Text($"{field}, line {i + 1}"), line, "two numbers with a decimal point: a time, and a value"));
        }
        if (pairs.Count == 0) problems.Add(new Problem(field, "", "a pair of numbers a line"));
        return pairs;

        static bool Number(string s, out double value) => double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static string Table(string header, IEnumerable<(double A, double B)> rows)
    {
        var text = new StringBuilder(header).Append('\n');
        foreach (var (a, b) in rows) text.Append(CultureInfo.InvariantCulture, $"{a},{b}\n");
        return text.ToString();
    }

    private static string Slug(string name) =>
        string.Join('-', new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
