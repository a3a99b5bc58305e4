using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>A figure that stands by itself: SVG with its colours inside, as a journal or a drawing program takes it.</summary>
/// <param name="Name">For the file: letters and hyphens.</param>
public sealed record PaperFigure(string Name, string Caption, string Svg);

/// <summary>What an immunologist takes home: methods and results in words ready for a paper, figures as files, the ARRIVE 2.0 table.</summary>
public static partial class MousePaper
{
    private static readonly (string Variable, string Colour)[] Light = [.. TokenPattern().Matches(FigureStyle.Tokens[..FigureStyle.Tokens.IndexOf("@media", StringComparison.Ordinal)])
        .Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    /// <summary>The statistics as two paragraphs of plain text; every number is one of the results.</summary>
    public static (string Methods, string Results) Paragraphs(MouseResult mouse)
    {
        bool censored = mouse.Fit.Likelihood != "restricted";
        string methods = $"Tumour volumes of {mouse.Mice} mice in {mouse.Arms.Count} arms ({string.Join("; ", mouse.Arms.Select(a => $"{a.Arm}, n = {a.N}"))}; {mouse.Model}) were analysed by a linear mixed model of ln(V/V0) on day, "
            + "with a slope of each arm and a random slope of each mouse; the mouse is the unit of analysis. "
            + (censored ? $"Volumes below detection{(mouse.DetectionLimit is { } limit ? $" ({Show.Number(limit)} {mouse.VolumeUnit})" : "")} entered as left-censored (full likelihood). " : "The model was fitted by restricted maximum likelihood. ")
            + "Synergy was judged by Bliss independence on the growth rates (rate of the combination minus those of the parts plus that of the control), with CR2 standard errors and Satterthwaite's t; intervals are 95 %. "
            + (mouse.HumaneEndPoint is { } size ? $"Mice were taken out at {Show.Number(size)} {mouse.VolumeUnit}; time to this volume was compared by the log-rank test without adjustment for the number of pairs. " : "")
            + (mouse.Readouts.Count > 0 ? "Shares of CD8 read-outs were compared across mice, never across cells, by Welch's test on the logit, adjusted by Holm over all comparisons. " : "")
            + "Sensitivity to the growth model, to dropout and to the treatment of undetected tumours is reported. Analyses were made with Cavum.";
        var text = new StringBuilder();
        foreach (var arm in mouse.Arms.Where(a => a.Slope is not null))
            text.Append(text.Length == 0 ? "Growth rates were " : ", ").Append($"{Show.Number(arm.Slope)}{(arm.SlopeStdErr is { } se ? $" (SE {Show.Number(se)})" : "")} per day on {arm.Arm}");
        text.Append(text.Length > 0 ? ". " : "");
        text.Append($"On day {(mouse.Synergy.Day is { } day ? Show.Tick(day) : "–")} tumours on the combination were {Ratio(mouse.Synergy)} times the volume expected under Bliss independence{Judged(mouse.Synergy)}, and {Ratio(mouse.VersusIcb)} times that on anti-PD-1 alone{Judged(mouse.VersusIcb)}. ");
        text.Append(mouse.Direction switch
        {
            "synergy" => "This is synergy. ",
            "antagonism" => "This is antagonism. ",
            "noClearSynergy" => "Neither synergy nor antagonism was shown. ",
            _ => "Synergy could not be evaluated. ",
        });
        if (mouse.Arms.Any(a => a.TumourFree > 0)) text.Append($"Tumour-free at the last measurement: {string.Join(", ", mouse.Arms.Select(a => $"{a.TumourFree} of {a.N} on {a.Arm}"))}. ");
        if (mouse.Arms.Any(a => a.HumaneEndPoint > 0)) text.Append($"At the humane end point: {string.Join(", ", mouse.Arms.Select(a => $"{a.HumaneEndPoint} of {a.N} on {a.Arm}"))}. ");
        if (mouse.SacrificeFrom is { } from) text.Append($"From day {Show.Tick(from)} on, means by day are of the mice that remained. ");
        foreach (var c in mouse.Comparisons.Where(c => c is { OddsRatio: not null, HolmP: not null }))
            text.Append($"{c.Marker}, {c.Arm} against {c.Against}: odds ratio {Show.Number(c.OddsRatio)} ({Show.Number(c.Lower)} to {Show.Number(c.Upper)}), p {P(c.PValue)}, adjusted p {P(c.HolmP)}. ");
        var disagree = mouse.Sensitivity.Where(s => s is { Lower: not null, Upper: not null } && Excludes(s.Lower, s.Upper) != Excludes(mouse.Synergy.Lower, mouse.Synergy.Upper)).ToList();
        int judged = mouse.Sensitivity.Count(s => s is { Lower: not null, Upper: not null });
        text.Append(judged == 0 ? "" : disagree.Count == 0 ? $"All {judged} sensitivity analyses lead to the same conclusion." : $"{disagree.Count} of {judged} sensitivity analyses lead to another conclusion: {string.Join("; ", disagree.Select(s => s.Change))}.");
        return (methods, text.ToString().TrimEnd());
    }

    private static int Excludes(double? lower, double? upper) => upper < 1 ? -1 : lower > 1 ? 1 : 0;

    private static string Ratio(MouseContrast c) => c.Ratio is not { } ratio ? "an undefined number of" : Show.Number(ratio) + (c is { Lower: { } l, Upper: { } u } ? $" (95 % CI {Show.Number(l)} to {Show.Number(u)})" : "");

    private static string Judged(MouseContrast c) => c.PValue is { } p ? $" (t = {Show.Number(c.PerDay / c.StdErr)}, {Show.Number(c.DegreesOfFreedom)} degrees of freedom, p {P(p)})" : $" ({c.Status})";

    private static string P(double? p) => p is not { } v ? "–" : v < 0.0001 ? "< 0.0001" : "= " + v.ToString(v < 0.1 ? "0.####" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>Every figure of the mouse arm by itself, in the light colours.</summary>
    public static IReadOnlyList<PaperFigure> Figures(MouseResult mouse)
    {
        var figures = new List<PaperFigure>();
        var doors = new Doors(_ => "#");
        void Add(string name, string caption, string svg)
        {
            string[] parts = [.. svg.Split("</svg>").Where(p => p.Contains("<svg", StringComparison.Ordinal)).Select(p => p[p.IndexOf("<svg", StringComparison.Ordinal)..] + "</svg>")];
            for (int i = 0; i < parts.Length; i++) figures.Add(new(parts.Length == 1 ? name : $"{name}-{i + 1}", caption, Standalone(parts[i])));
        }
        Add("growth", $"Tumour volume of each mouse by arm ({mouse.VolumeUnit}); marks at the end of a line tell why a mouse left.", MouseGrowthFigure.Render(mouse, doors));
        Add("means", "Geometric mean with 95 % interval by arm and day (median with limits by rank where a tumour was not detected); open marks once mice have left.", MouseMeanFigure.Render(mouse, doors));
        Add("synergy", "Observed over expected relative volume with 95 % interval by day, by three definitions of expected; undefined where the expected burden is not above 0.", MouseSynergyFigure.OverTime(mouse, doors));
        Add("sensitivity", "Bliss index on the last day when one assumption is changed.", MouseSynergyFigure.Forest(mouse, doors));
        if (mouse.Survival.Count > 0) Add("survival", "Kaplan–Meier estimate of the time to the humane end point, with censor ticks.", MouseSurvivalFigure.Render(mouse, doors));
        if (mouse.Densities.Count > 0) Add("density", "Density of the gate's parent population with contours and the gate; one sample an arm.", MouseFlowFigure.Densities(mouse, doors));
        if (mouse.Readouts.Count > 0) Add("readouts", "Share of the parent population by marker and arm, one mark a mouse with its Jeffreys interval.", MouseFlowFigure.Readouts(mouse, doors));
        return figures;
    }

    /// <summary>Links taken out, colours written in, so that no style sheet and no variable is needed.</summary>
    internal static string Standalone(string svg)
    {
        string css = FigureStyle.Css;
        foreach (var (variable, colour) in Light) css = css.Replace($"var({variable})", colour, StringComparison.Ordinal);
        foreach (string family in (string[])["var(--sans)", "var(--serif)", "var(--mono)"]) css = css.Replace(family, "Arial,Helvetica,sans-serif", StringComparison.Ordinal);
        string bare = LinkPattern().Replace(svg, "").Replace("</a>", "", StringComparison.Ordinal);
        int open = bare.IndexOf('>', StringComparison.Ordinal) + 1;
        var size = ViewBoxPattern().Match(bare);
        string head = size.Success ? bare[..(open - 1)] + $" width=\"{size.Groups[1].Value}\" height=\"{size.Groups[2].Value}\">" : bare[..open];
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}<style>{css}</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{bare[open..]}\n";
    }

    /// <summary>The ARRIVE 2.0 table as CSV.</summary>
    public static string ArriveCsv(MouseResult mouse)
    {
        static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var csv = new StringBuilder("number,item,status,statement\n");
        foreach (var a in mouse.Arrive) csv.Append($"{Field(a.Number)},{Field(a.Item)},{Field(a.Status)},{Field(a.Statement)}\n");
        return csv.ToString();
    }

    /// <summary>The paragraphs with their headings, for a report or the printed page.</summary>
    public static void Write(HtmlWriter html, MouseResult mouse)
    {
        var (methods, results) = Paragraphs(mouse);
        html.Paragraph("<strong>Statistical analysis.</strong> " + HtmlWriter.Escape(methods), "paper");
        html.Paragraph("<strong>Results.</strong> " + HtmlWriter.Escape(results), "paper");
    }

    [GeneratedRegex(@"(--[a-z-]+):(#[0-9a-fA-F]+)")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("<a class=\"n\"[^>]*>")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("viewBox=\"0 0 ([0-9.]+) ([0-9.]+)\"")]
    private static partial Regex ViewBoxPattern();
}
