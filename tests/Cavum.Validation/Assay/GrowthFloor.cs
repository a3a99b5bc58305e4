using System.Globalization;
using System.Text;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Validation;

/// <summary>Where the scatter of the Vermeulen standards comes from: counting, pipetting, and what is left for an estimator to save.</summary>
internal static class GrowthFloor
{
    private const int Levels = 5, Replicates = 3, Wells = Levels * Replicates, Draws = 10_000, NoisePlates = 8;
    private const double ShareFloor = 0.01;
    private static readonly double[] Copies = [15, 150, 1500, 15_000, 150_000];

    /// <summary>Whole cycles after Cq whose readings get new noise: all that the start weighs.</summary>
    private const int First = -14, Last = 1;

    public static void Write(StringBuilder page, IReadOnlyList<QpcrRun> runs)
    {
        QpcrRun[] sorted = [.. runs.Select(r => r with { Reactions = [.. r.Reactions.OrderBy(VermeulenScore.Level)] })];
        var growth = sorted.Select(r => SharedGrowth.Analyse(r)).ToArray();
        (string Name, double[][] Log10)[] methods =
        [
            ("shared growth", [.. growth.Select(g => Column(g, r => Math.Log10(r.RelativeStart!.Value)))]),
            ("LinRegPCR current", [.. sorted.Select(r => Column(LinRegPcr.Analyse(r), l => -l.Fit.Td0!.Value * Math.Log10(l.MeanEfficiency!.Value)))]),
            ("LinRegPCR classic", [.. sorted.Select(r => Column(ClassicLinRegPcr.Analyse(r), c => Math.Log10(c.StartFluorescence!.Value)))]),
            ("cpD2, each assay's own standards", [.. sorted.Select(r => ByStandards(r, f => f.CpD2!.Value))]),
            ("Cy0, each assay's own standards", [.. sorted.Select(r => ByStandards(r, f => f.Cy0!.Value))]),
        ];
        page.Append("## Where the scatter comes from\n\nRoot mean square over 63 assays (without ALUsq) of the SD within a level, log10. Counting is exact: the SD of log10 n, n Poisson and above 0. The last columns are over the SDs of the assays.\n\n| source | 15 | 150 | 1,500 | 15,000 | 150,000 | median | geometric mean |\n|---|---|---|---|---|---|---|---|\n");
        double[] counting = [.. Copies.Select(CountingSd)];
        page.Append(CultureInfo.InvariantCulture, $"| counting alone | {string.Join(" | ", counting.Select(Three))} | | |\n");
        foreach (var (name, log10) in methods) Row(page, name, log10, IsClean(sorted));
        double[][] noise = Noise(sorted, growth);
        Row(page, "shared growth: noise of the readings alone, simulated", noise, IsClean(sorted));
        Row(page, "shared growth, plateau and baseline regressed out, held out", Regressed(methods[0].Log10, growth, IsClean(sorted)), IsClean(sorted));
        double[] clean = [.. methods[0].Log10.Where((_, i) => IsClean(sorted)[i]).Select(Within)];
        double best = GeometricMean(methods[0].Log10.Select((a, i) => Math.Sqrt(Variances(a).Zip(Variances(noise[i]), (all, reading) => all - reading).Average())).Where((_, i) => IsClean(sorted)[i]));
        page.Append(CultureInfo.InvariantCulture, $"\nWith readings free of noise the geometric mean would be {best:0.0000} and not {GeometricMean(clean):0.0000}: all that another way to read the same curves could save. At 15 copies every method, with standards or without, shows more than counting.\n\n");
        Chance(page, methods, counting, IsClean(sorted));
    }

    private static bool[] IsClean(QpcrRun[] runs) => [.. runs.Select(r => !r.Id.StartsWith(GrowthReport.Background, StringComparison.Ordinal))];

    private static double[] Column<T>(IReadOnlyList<T> results, Func<T, double> value)
    {
        if (results.Count != Wells) throw new InvalidOperationException($"An assay has {results.Count} reactions, not {Wells}.");
        return [.. results.Select(value)];
    }

    private static double[] ByStandards(QpcrRun run, Func<SigmoidFit, double> point)
    {
        StandardPoint[] points = [.. run.Reactions.Select(r => new StandardPoint(Math.Pow(10, VermeulenScore.Level(r)), point(SigmoidFitter.Fit(r.Curve, SigmoidModel.L4))))];
        return [.. points.Select(p => StandardCurveFit.Fit(points)!.Log10Copies(p.Cq))];
    }

    private static double CountingSd(double mean)
    {
        double log = -mean, sum = 0, first = 0, second = 0;
        for (int n = 1; n < mean + 20 * Math.Sqrt(mean) + 20; n++)
        {
            log += Math.Log(mean / n);
            double p = Math.Exp(log), y = Math.Log10(n / mean);
            (sum, first, second) = (sum + p, first + p * y, second + p * y * y);
        }
        return Math.Sqrt(second / sum - first / sum * (first / sum));
    }

    /// <summary>Variance within each level.</summary>
    private static double[] Variances(double[] wells)
    {
        double[] variances = new double[Levels];
        for (int l = 0; l < Levels; l++)
        {
            var level = wells.AsSpan(l * Replicates, Replicates);
            double mean = 0;
            foreach (double y in level) mean += y / Replicates;
            foreach (double y in level) variances[l] += (y - mean) * (y - mean) / (Replicates - 1);
        }
        return variances;
    }

    private static double Within(double[] wells) => Math.Sqrt(Variances(wells).Average());

    private static double[] LevelSds(double[][] assays, bool[] clean) =>
        [.. Enumerable.Range(0, Levels).Select(l => Math.Sqrt(assays.Where((_, i) => clean[i]).Average(a => Variances(a)[l])))];

    private static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    private static void Row(StringBuilder page, string name, double[][] assays, bool[] clean)
    {
        double[] within = [.. assays.Where((_, i) => clean[i]).Select(Within)];
        page.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", LevelSds(assays, clean).Select(Three))} | {VermeulenScore.Median(within):0.0000} | {GeometricMean(within):0.0000} |\n");
    }

    private static string Three(double value) => value.ToString(value < 0.01 ? "0.0000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>
    /// Error of the log10 start by the noise of the readings: each fitted curve with new noise, of the SD that the assay's residuals have at that
    /// phase after their common course is taken out, fitted again. A well's row is one such error; plates follow one another.
    /// </summary>
    private static double[][] Noise(QpcrRun[] runs, IReadOnlyList<GrowthReaction>[] found)
    {
        double[][] errors = [.. runs.Select(_ => new double[Wells])];
        for (int a = 0; a < runs.Length; a++)
        {
            var chance = new SeededRandom(20261129, (ulong)a);
            double[] spread = ResidualSpread(found[a]);
            double[] squares = new double[Levels];
            for (int plate = 0; plate < NoisePlates; plate++)
            {
                var again = SharedGrowth.Analyse(runs[a] with { Reactions = [.. found[a].Select(g => g.Reaction with { Curve = Noisy(g, spread, chance) })] });
                double[] error = [.. again.Select((g, i) => g.Cq is { } cq ? (found[a][i].Cq!.Value - cq) * Math.Log10(found[a][i].Efficiency!.Value) : double.NaN)];
                double[] variances = Variances(error);
                for (int l = 0; l < Levels; l++) squares[l] += variances[l] / NoisePlates;
            }
            // Three values of the found variance, so that the level's SD is that of all plates.
            for (int l = 0; l < Levels; l++) (errors[a][l * Replicates], errors[a][l * Replicates + 1]) = (Math.Sqrt(squares[l]), -Math.Sqrt(squares[l]));
        }
        return errors;
    }

    private static (double Share, double Scale, int Phase) At(GrowthReaction growth, int cycle)
    {
        double x = cycle - growth.Cq!.Value, share = Math.Pow(1 + Math.Pow(growth.Efficiency!.Value, -growth.Asymmetry!.Value * x), -1 / growth.Asymmetry.Value);
        return (share, growth.Plateau!.Value * Math.Sqrt(ShareFloor * ShareFloor + share * share), (int)Math.Floor(x));
    }

    /// <summary>SD of the weighted residuals of an assay at each phase.</summary>
    private static double[] ResidualSpread(IReadOnlyList<GrowthReaction> found)
    {
        var byPhase = Enumerable.Range(0, Last - First + 1).Select(_ => new List<double>()).ToArray();
        foreach (var growth in found)
        {
            for (int c = 1; c <= growth.Reaction.Curve.Cycles; c++)
            {
                var (share, scale, phase) = At(growth, c);
                if (phase is >= First and <= Last && growth.Reaction.Curve[c] is { } reading)
                    byPhase[phase - First].Add((reading - growth.Baseline!.Value - growth.Plateau!.Value * share) / scale);
            }
        }
        return [.. byPhase.Select(r => r.Count < 3 ? 0 : Math.Sqrt(r.Sum(x => Math.Pow(x - r.Average(), 2)) / (r.Count - 1)))];
    }

    private static AmplificationCurve Noisy(GrowthReaction growth, double[] spread, SeededRandom chance)
    {
        double[] readings = new double[growth.Reaction.Curve.Cycles];
        for (int c = 1; c <= readings.Length; c++)
        {
            var (share, scale, phase) = At(growth, c);
            bool inside = phase is >= First and <= Last;
            readings[c - 1] = inside || growth.Reaction.Curve[c] is not { } reading
                ? growth.Baseline!.Value + growth.Plateau!.Value * share + chance.NextNormal() * scale * (inside ? spread[phase - First] : 0)
                : reading;
        }
        return AmplificationCurve.Of(readings);
    }

    /// <summary>The starts less what log10 plateau and baseline explain within levels, by coefficients of the other assays.</summary>
    private static double[][] Regressed(double[][] starts, IReadOnlyList<GrowthReaction>[] found, bool[] clean)
    {
        double[] sds = LevelSds(starts, clean);
        double[][] Covariate(Func<GrowthReaction, double> value) => [.. found.Select(f => f.Select(value).ToArray())];
        double[][] plateaus = Covariate(g => Math.Log10(g.Plateau!.Value)), baselines = Covariate(g => g.Baseline!.Value / g.Plateau!.Value);
        (double Start, double Plateau, double Baseline)[][] centred = [.. starts.Select((s, a) => Centred(s).Zip(Centred(plateaus[a]), Centred(baselines[a])).ToArray())];
        return [.. starts.Select((s, left) =>
        {
            double pp = 0, pb = 0, bb = 0, py = 0, by = 0;
            for (int a = 0; a < starts.Length; a++)
            {
                if (a == left || !clean[a]) continue;
                for (int i = 0; i < Wells; i++)
                {
                    var (y, p, b) = centred[a][i];
                    double w = 1 / (sds[i / Replicates] * sds[i / Replicates]);
                    (pp, pb, bb, py, by) = (pp + w * p * p, pb + w * p * b, bb + w * b * b, py + w * p * y, by + w * b * y);
                }
            }
            double size = pp * bb - pb * pb, onPlateau = (bb * py - pb * by) / size, onBaseline = (pp * by - pb * py) / size;
            return centred[left].Select(c => c.Start - onPlateau * c.Plateau - onBaseline * c.Baseline).ToArray();
        })];
    }

    private static double[] Centred(double[] wells) => [.. wells.Select((y, i) => y - wells.Skip(i / Replicates * Replicates).Take(Replicates).Average())];

    /// <summary>What the choice of 64 assays does to the medians, and what perfect readings would give.</summary>
    private static void Chance(StringBuilder page, (string Name, double[][] Log10)[] methods, double[] counting, bool[] clean)
    {
        double[] ours = [.. methods[0].Log10.Select(Within)];
        double[] ratios = [.. methods[0].Log10.Select(a => Math.Pow(10, a[^Replicates..].Average() - a[..Replicates].Average()))];
        int[][] draws = [.. Enumerable.Range(0, Draws).Select(d => { var chance = new SeededRandom(64, (ulong)d); return Enumerable.Range(0, ours.Length).Select(_ => chance.NextInt(ours.Length)).ToArray(); })];
        string Interval(Func<int[], double> statistic, string format)
        {
            double[] found = [.. draws.Select(statistic).Order()];
            return $"{found[Draws / 40].ToString(format, CultureInfo.InvariantCulture)}–{found[Draws - 1 - Draws / 40].ToString(format, CultureInfo.InvariantCulture)}";
        }
        page.Append(CultureInfo.InvariantCulture, $"By the chance of which assays were made ({Draws:#,##0} draws of 64 with replacement, 95 %): the median SD lies in {Interval(d => VermeulenScore.Median(d.Select(i => ours[i])), "0.0000")}, the median ratio in {Interval(d => VermeulenScore.Median(d.Select(i => ratios[i])), "#,##0")}, that of 32 assays in {Interval(d => VermeulenScore.Median(d[..(d.Length / 2)].Select(i => ratios[i])), "#,##0")}. SD against a peer, pair by pair (geometric mean of 64): ");
        page.AppendJoin("; ", methods[1..].Select(m =>
        {
            double[] logs = [.. m.Log10.Select((a, i) => Math.Log(ours[i] / Within(a)))];
            return string.Create(CultureInfo.InvariantCulture, $"{m.Name} {Math.Exp(logs.Average()):0.000} ({Interval(d => Math.Exp(d.Average(i => logs[i])), "0.000")})");
        }));
        double[] levels = LevelSds(methods[0].Log10, clean);
        double pipetting = Math.Sqrt(Enumerable.Range(2, 3).Average(l => levels[l] * levels[l] - counting[l] * counting[l]));
        page.Append(CultureInfo.InvariantCulture, $".\n\nSimulated plates whose quantities are known without any error of an estimator ({Draws:#,##0} assays): ");
        page.AppendJoin("; ", new[] { ("counting alone", 0.0), (string.Create(CultureInfo.InvariantCulture, $"counting and the {pipetting:0.000} that the three upper levels show beyond it"), pipetting) }.Select(s => Simulated(s.Item1, s.Item2)));
        page.Append(".\n\n");
    }

    private static string Simulated(string name, double pipetting)
    {
        double[][] plates = [.. Enumerable.Range(0, Draws).Select(d =>
        {
            var chance = new SeededRandom(15, (ulong)d);
            return Enumerable.Range(0, Wells).Select(i => Math.Log10(Math.Max(1, chance.NextPoisson(Copies[i / Replicates]))) + pipetting * chance.NextNormal()).ToArray();
        })];
        VermeulenScore[] scores = [.. plates.Select(p => VermeulenScore.Of([.. p.Select((y, i) => (Math.Log10(Copies[i / Replicates]), y))])!.Value)];
        return string.Create(CultureInfo.InvariantCulture, $"{name}: median SD {VermeulenScore.Median(scores.Select(s => s.Within)):0.0000}, median ratio {VermeulenScore.Median(scores.Select(s => s.Ratio)):#,##0}, median distance of a slope from 1 {VermeulenScore.Median(scores.Select(s => Math.Abs(s.Slope - 1))):0.0000}");
    }
}
