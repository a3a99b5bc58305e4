using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>One bar a subject from the first dose of the combination, with everything that happened on one axis; the prior ICB line to the left.</summary>
public static class SwimmerFigure
{
    private const double Width = 760, Left = 74, Right = 170, Top = 68, RowHeight = 30;

    public static string Render(IReadOnlyList<SubjectResult> subjects, IReadOnlyList<PetResult> pet, Doors doors, string key = "swimmer")
    {
        var rows = subjects.OrderByDescending(TreatmentEnd).ThenBy(s => s.Subject, StringComparer.Ordinal).ToList();
        var svg = new Svg(key, Width, "Swimmer plot",
            $"Time from the first dose of the combination in {rows.Count} subjects, longest treatment first, with doses, EBV DNA samples, scans, responses, progression and death. The prior line of immune checkpoint blockade lies left of day 0.", doors);
        var axis = TimeAxis(rows);
        double bottom = Top + rows.Count * RowHeight;
        Key(svg);
        svg.Rect(axis.Start, Top - 6, axis.At(0) - axis.Start, bottom - Top + 6, "soft");
        if (axis.At(0) - axis.Start >= 90) svg.Text((axis.Start + axis.At(0)) / 2, Top - 10, "prior ICB line", "c sm icb");
        else svg.Text(axis.At(0) - 6, Top - 10, "prior ICB line", "e sm icb"); // a short line: its name ends where the combination begins
        svg.Text(axis.At(0) + 4, Top - 10, "combination, from first dose", "sm combo");
        for (int i = 0; i < rows.Count; i++) Row(svg, rows[i], Responses(rows[i], pet), axis, Top + i * RowHeight + 10);
        svg.Line(axis.At(0), Top - 6, axis.At(0), bottom, "ax");
        svg.XAxis(axis, bottom, axis.DayTicks(9), Show.Count, "Days since first dose of the combination");
        return svg.Finish(bottom + 40);
    }

    private static Axis TimeAxis(List<SubjectResult> rows)
    {
        double last = rows.Select(LastDay).DefaultIfEmpty(90).Max();
        double earliest = rows.Select(r => (double)(r.PriorIcb?.StartDay ?? 0)).DefaultIfEmpty(0).Min();
        double right = Math.Max(90, last * 1.03), left = Math.Max(earliest * 1.03, -0.55 * right);
        return new(Math.Min(left, -0.1 * right), right, Left, Width - Right);
    }

    private static double TreatmentEnd(SubjectResult s) => s.Doses.Select(d => (double)d.EndDay).DefaultIfEmpty(-1).Max();

    private static double LastDay(SubjectResult s) =>
        s.Doses.Select(d => d.EndDay).Concat(s.Scans.Select(x => x.Day)).Concat(s.Samples.Select(x => x.Day))
            .Concat(s.Events.Select(x => x.Day)).Append(s.FollowUpDays ?? 0).Max();

    private static void Row(Svg svg, SubjectResult s, List<ResponseMark> responses, Axis axis, double y)
    {
        svg.Text(4, y + 4, s.Subject, "b sm");
        svg.Text(Left - 8, y + 4, s.Setting[..2], s.Setting.StartsWith("LA", StringComparison.Ordinal) ? "e sm la" : "e sm rm");
        svg.Line(axis.Start, y + 19.5, axis.End, y + 19.5, "gr");
        if (s.PriorIcb is { } prior) Prior(svg, prior, axis, y);
        double end = TreatmentEnd(s), followUp = s.FollowUpDays ?? LastDay(s);
        if (followUp > 0) svg.Line(axis.At(0), y, axis.Clamped(followUp), y, "strong");
        if (end >= 0)
        {
            svg.Rect(axis.At(0), y - 6, Math.Max(2, axis.At(end + 1) - axis.At(0)), 12, "comboSoft");
            foreach (var dose in s.Doses) Dose(svg, dose, axis, y);
        }
        foreach (var sample in s.Samples.Where(m => axis.Holds(m.Day))) svg.Circle(axis.At(sample.Day), y + 12.5, 1.9, "mutedfill");
        Scans(svg, s, responses, axis, y);
        if (s.OnStudy && !s.Died) svg.Arrow(axis.Clamped(followUp), y, 12, "strong");
        foreach (var e in s.Events) Event(svg, e, axis, y);
        Outcome(svg, s, responses, y);
    }

    private static void Prior(Svg svg, PriorIcbResult prior, Axis axis, double y)
    {
        if (prior.StartDay is not { } start || prior.ProgressionDay is not { } stop) return;
        double x1 = axis.Clamped(start), x2 = axis.Clamped(stop);
        svg.Door(prior.ResultId + ".pfsDays", $"prior ICB line, {prior.Drug}, best response {prior.BestResponse}, PFS {prior.PfsDays} days", a =>
        {
            a.Rect(x1, y - 5, Math.Max(2, x2 - x1), 10, "prior");
            a.Line(x1, y + 5, x2, y + 5, "icbLine");
        });
        string word = prior.PfsDays is { } days ? $"{prior.BestResponse} · {days} d" : prior.BestResponse;
        if (x2 - x1 > word.Length * 6) svg.Text(Math.Max(x1, axis.Start + 8) + 4, y + 2.5, word, "xs over");
        if (start < axis.From) svg.Path($"M{Svg.N(axis.Start + 1)} {Svg.N(y + 7)}l4 -14m3 0l-4 14", "ax");
        if (axis.Holds(stop)) svg.Cross(axis.At(stop), y, 3.5, "strong");
    }

    private static void Dose(Svg svg, DoseBlock dose, Axis axis, double y)
    {
        double x1 = axis.At(dose.StartDay), x2 = axis.At(dose.EndDay + 1);
        if (dose.Drug == "asparaginase") svg.Rect(x1, y - 6, Math.Max(2.5, x2 - x1), 12, "comboFill");
        else svg.Line(axis.At(dose.StartDay + 0.5), y - 8, axis.At(dose.StartDay + 0.5), y + 8, "strong");
    }

    private sealed record ResponseMark(string ResultId, int Day, string Word);

    /// <summary>What the record and the follow-up PET say of response, by day.</summary>
    private static List<ResponseMark> Responses(SubjectResult s, IReadOnlyList<PetResult> pet)
    {
        var marks = s.Events.Where(e => e.Kind == "response").Select(e => new ResponseMark(e.ResultId, e.Day, Word(e.Basis))).ToList();
        foreach (var scan in pet.Where(p => p.Subject == s.Subject && p.FollowUp is not null))
            if (marks.All(m => m.Day != scan.FollowUp!.Day)) marks.Add(new(scan.FollowUp!.ResultId, scan.FollowUp.Day, Word(scan.Response)));
        return [.. marks.OrderBy(m => m.Day)];
    }

    private static void Scans(Svg svg, SubjectResult s, List<ResponseMark> responses, Axis axis, double y)
    {
        foreach (var scan in s.Scans.Where(m => axis.Holds(m.Day) && responses.All(r => r.Day != m.Day))) svg.Square(axis.At(scan.Day), y + 12.5, 2.6, "open");
        foreach (var response in responses.Where(r => axis.Holds(r.Day)))
            svg.Door(response.ResultId + ".day", $"{s.Subject}: {response.Word} on day {response.Day}", a => a.Response(axis.At(response.Day), y + 12.5, 4.6, response.Word));
    }

    private static void Event(Svg svg, EventMark e, Axis axis, double y)
    {
        double x = axis.Clamped(e.Day);
        switch (e.Kind)
        {
            case "progression": svg.Door(e.ResultId + ".day", $"progression on day {e.Day}, {e.Basis}", a => a.Cross(x, y, 5, "strong")); break;
            case "death": svg.Door(e.ResultId + ".day", $"death on day {e.Day}", a => a.Diamond(x, y, 5.5, "inkfill")); break;
            case "newTherapy": svg.Door(e.ResultId + ".day", $"new therapy on day {e.Day}", a => a.Plus(x, y, 5, "strong")); break;
            case "withdrawal": svg.Door(e.ResultId + ".day", $"withdrawal on day {e.Day}", a => a.Line(x, y - 6, x, y + 6, "strong")); break;
        }
    }

    private static void Outcome(Svg svg, SubjectResult s, List<ResponseMark> responses, double y)
    {
        double x = Width - Right + 18;
        svg.Text(x, y + 4, responses.Count == 0 ? "NE" : responses[0].Word, "sm b");
        var last = s.Events.Where(e => e.Kind is "progression" or "death" or "withdrawal").OrderBy(e => e.Day).ToList();
        if (last.Count == 0)
        {
            if (s.FollowUpDays is { } days)
                svg.Number(x + 28, y + 4, (s.OnStudy ? "ongoing, d " : "censored, d ") + days, s.ResultId + ".followUpDays", "sm mu");
            return;
        }
        double at = x + 28;
        foreach (var e in last.Take(2))
        {
            string word = e.Kind switch { "progression" => "PD", "death" => "†", _ => "out" } + $" d {e.Day}";
            svg.Number(at, y + 4, word, e.ResultId + ".day", "sm");
            at += word.Length * 6.2 + 8;
        }
    }

    private static string Word(string basis)
    {
        foreach (string part in basis.Split([' ', ',', ':', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
            if (Marks.ResponseWord(part) is not "NE" and var word) return word;
        return "NE";
    }

    private static void Key(Svg svg)
    {
        double x = 4, y = 12;
        void Item(double width, string word, Action<double> mark)
        {
            mark(x + 6);
            svg.Text(x + 16, y + 4, word, "sm");
            x += width;
        }
        Item(124, "asparaginase block", c => svg.Rect(c - 5, y - 6, 9, 12, "comboFill"));
        Item(106, "anti-PD-1 dose", c => svg.Line(c, y - 7, c, y + 7, "strong"));
        Item(116, "EBV DNA sample", c => svg.Circle(c, y, 1.9, "mutedfill"));
        Item(92, "PET/CT scan", c => svg.Square(c, y, 2.6, "open"));
        Item(94, "progression", c => svg.Cross(c, y, 5, "strong"));
        Item(62, "death", c => svg.Diamond(c, y, 5.5, "inkfill"));
        Item(96, "new therapy", c => svg.Plus(c, y, 5, "strong"));
        Item(70, "ongoing", c => svg.Arrow(c - 7, y, 12, "strong"));
        x = 4;
        y = 33;
        svg.Text(x, y + 4, "response at the scan:", "sm mu");
        x += 124;
        foreach (string word in (string[])["CR", "PR", "SD", "PD", "NE"]) Item(48, word, c => svg.Response(c, y, 4.6, word));
    }
}
