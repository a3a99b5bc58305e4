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
        var threshold = new Option<double?>("--threshold") { Description = "a volume that tumours reach: growth delay T − C and log cell kill" };
        threshold.Validators.Add(r => { if (r.Tokens.Count == 1 && r.GetValueOrDefault<double?>() is not (> 0 and < double.PositiveInfinity)) r.AddError("--threshold is a volume above 0."); });
        var measure = new Option<string>("--measure") { Description = "volume, or luminescence (photons/s): decides words and units only", DefaultValueFactory = _ => "volume" };
        measure.AcceptOnlyFromAmong("volume", "luminescence");
        foreach (Option option in (Option[])[control, threshold, measure]) command.Add(option);
        return command.Answers(parsed => Reply.From(input.Read(parsed), study =>
            Answer(study, parsed.GetValue(control), parsed.GetValue(threshold), input.DetectionLimit(parsed), parsed.GetValue(measure)!)));
    }

    private static Reply Answer(TumourStudy study, string? control, double? threshold, double? detectionLimit, string measure)
    {
        if (control is not null && !study.Groups.Contains(control))
            return Reply.Refuse(new Problem("--control", control, "one of the groups " + string.Join(", ", study.Groups)));
        string reference = control ?? study.Groups[0];
        MouseGrowth[] mice = [.. study.Mice.Select(MouseGrowth.Of)];
        double limit = detectionLimit ?? CensoredSlopeData.SmallestVolume(study) ?? 1;
        CensoredGrowth[] censored = [.. study.Mice.Select(m => CensoredGrowth.Of(m, limit))];
        var inhibition = GrowthInhibition.Of(study, reference);
        var delays = threshold is { } size ? GrowthDelay.Of(study, reference, size) : null;
        var document = new
        {
            measure,
            unit = measure == "volume" ? "as in the file, mm³ by convention" : "photons/s",
            detectionLimit = limit,
            detectionLimitFrom = detectionLimit is null ? "smallestDetected" : "given",
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
            mice = Mice(mice, censored),
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
            delay = delays?.Select(d => new { d.Group, medianDays = d.TreatedMedian, controlMedianDays = d.ControlMedian, delayDays = d.Delay, controlDoublingDays = d.DoublingDays, d.LogCellKill, d.Status }),
            spider = mice.Select(m => new { mouse = m.Mouse.Id, group = m.Mouse.Group, points = Spider(m.Mouse) }),
            remarks = study.Remarks,
        };
        return new Reply.Done(document, Text(mice, censored, inhibition, delays), study.Remarks);
    }

    private static IEnumerable<object> Mice(MouseGrowth[] mice, CensoredGrowth[] censored) => mice.Select((m, i) => new
    {
        mouse = m.Mouse.Id,
        group = m.Mouse.Group,
        n = m.Mouse.Measurements.Count,
        m.GrowthRate,
        growthRateStdErr = m.GrowthRateStdErr,
        m.DoublingDays,
        growthRateCensored = censored[i].Rate,
        growthRateCensoredStdErr = censored[i].StdErr,
        doublingDaysCensored = censored[i].Rate is { } r && r != 0 ? Math.Log(2) / r : (double?)null,
        censoredStatus = censored[i].Status,
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
    });

    private static string Text(MouseGrowth[] mice, CensoredGrowth[] censored, IReadOnlyList<GrowthInhibition> inhibition, IReadOnlyList<GrowthDelay>? delays) =>
        TextTable.Render(["mouse", "group", "rate/day", "with censoring", "doubling days", "AUC", "mRECIST"], mice.Select((m, i) => (IReadOnlyList<string>)
            [m.Mouse.Id, m.Mouse.Group, TextTable.Number(m.GrowthRate), TextTable.Number(censored[i].Rate), TextTable.Number(m.DoublingDays), TextTable.Number(m.Auc), m.Recist?.ToString() ?? "–"]))
            + "\n" + TextTable.Render(["day", "group", "n", "T/C", "TGI", "TGI of V/V0", "T/C of V/V0 (geometric)", ""], inhibition.Select(r => (IReadOnlyList<string>)
            [r.Day.ToString(CultureInfo.InvariantCulture), r.Group, $"{r.TreatedMice}", TextTable.Number(r.TreatedOverControl), TextTable.Number(r.Delta), TextTable.Number(r.Relative), TextTable.Number(r.GeometricRatio), r.Conditional ? "after a sacrifice" : ""]))
            + (delays is null ? "" : "\n" + TextTable.Render(["group", "median days", "control", "delay T − C", "log cell kill", "status"], delays.Select(d => (IReadOnlyList<string>)
            [d.Group, TextTable.Number(d.TreatedMedian), TextTable.Number(d.ControlMedian), TextTable.Number(d.Delay), TextTable.Number(d.LogCellKill), d.Status])));

    /// <summary>The points of a spider plot: day and volume, change from day 0 where it exists; undetected says so.</summary>
    private static IEnumerable<object> Spider(TumourMouse mouse) => mouse.Measurements.Select(m => new
    {
        day = m.Day,
        volume = m.Detected ? m.Volume : (double?)null,
        changePercent = mouse.StartVolume is { } start ? 100 * ((m.Detected ? m.Volume : 0) - start) / start : (double?)null,
        status = m.Detected ? "measured" : "notDetected",
    });
}
