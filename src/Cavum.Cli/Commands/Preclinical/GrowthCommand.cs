using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>preclinical growth</c>: what each mouse's curve says, and inhibition by day and group.</summary>
internal static class GrowthCommand
{
    internal static Command Create()
    {
        var command = new Command("growth", "growth rate, doubling time, area and response per mouse; inhibition by day and group");
        var input = new TumourInput(command);
        var control = new Option<string?>("--control") { Description = "the control group; the first of the file if not given" };
        command.Add(control);
        return command.Answers(parsed => Reply.From(input.Read(parsed), study => Answer(study, parsed.GetValue(control))));
    }

    private static Reply Answer(TumourStudy study, string? control)
    {
        if (control is not null && !study.Groups.Contains(control))
            return Reply.Refuse(new Problem("--control", control, "one of the groups " + string.Join(", ", study.Groups)));
        string reference = control ?? study.Groups[0];
        MouseGrowth[] mice = [.. study.Mice.Select(MouseGrowth.Of)];
        var inhibition = GrowthInhibition.Of(study, reference);
        var document = new
        {
            firstDay = study.FirstDay,
            control = reference,
            sacrificeFrom = study.Groups.Min(g => GrowthInhibition.SacrificeFrom(study, g)),
            groups = study.Groups.Select(g => new
            {
                group = g,
                n = study.In(g).Count(),
                sacrificeFrom = GrowthInhibition.SacrificeFrom(study, g),
                completeResponders = mice.Count(m => m.Mouse.Group == g && m.CompleteResponse),
            }),
            mice = mice.Select(m => new
            {
                mouse = m.Mouse.Id,
                group = m.Mouse.Group,
                n = m.Mouse.Measurements.Count,
                m.GrowthRate,
                growthRateStdErr = m.GrowthRateStdErr,
                m.DoublingDays,
                m.Auc,
                effectiveGrowthRate = m.EffectiveGrowthRate,
                m.BestResponse,
                m.BestAverageResponse,
                mRecist = m.Recist?.ToString(),
                m.CompleteResponse,
                firstDay = m.Mouse.First.Day,
                lastDay = m.Mouse.Last.Day,
                startVolume = m.Mouse.StartVolume,
                m.Status,
            }),
            tgi = inhibition.Select(r => new
            {
                r.Day,
                recordedDay = r.Day + study.FirstDay,
                r.Group,
                n = r.TreatedMice,
                controlN = r.ControlMice,
                tc = r.TreatedOverControl,
                tgiDelta = r.Delta,
                tgiRtv = r.Relative,
                tcGeometricRtv = r.GeometricRatio,
                r.Conditional,
            }),
            spider = mice.Select(m => new { mouse = m.Mouse.Id, group = m.Mouse.Group, points = Spider(m.Mouse) }),
            remarks = study.Remarks,
        };
        string text = TextTable.Render(["mouse", "group", "rate/day", "doubling days", "AUC", "mRECIST"], mice.Select(m => (IReadOnlyList<string>)
            [m.Mouse.Id, m.Mouse.Group, TextTable.Number(m.GrowthRate), TextTable.Number(m.DoublingDays), TextTable.Number(m.Auc), m.Recist?.ToString() ?? "–"]))
            + "\n" + TextTable.Render(["day", "group", "n", "T/C", "TGI", "TGI of V/V0", ""], inhibition.Select(r => (IReadOnlyList<string>)
            [r.Day.ToString(CultureInfo.InvariantCulture), r.Group, $"{r.TreatedMice}", TextTable.Number(r.TreatedOverControl), TextTable.Number(r.Delta), TextTable.Number(r.Relative), r.Conditional ? "after a sacrifice" : ""]));
        return new Reply.Done(document, text, study.Remarks);
    }

    /// <summary>The points of a spider plot: day and volume, change from day 0 where it exists; undetected says so.</summary>
    private static IEnumerable<object> Spider(TumourMouse mouse) => mouse.Measurements.Select(m => new
    {
        day = m.Day,
        volume = m.Detected ? m.Volume : (double?)null,
        changePercent = mouse.StartVolume is { } start ? 100 * ((m.Detected ? m.Volume : 0) - start) / start : (double?)null,
        status = m.Detected ? "measured" : "notDetected",
    });
}
