using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>What of the model was measured.</summary>
public enum ModelQuantity
{
    /// <summary>Activity in plasma, U/L.</summary>
    Asparaginase,

    /// <summary>Plasma asparagine as a share of its value before treatment.</summary>
    Asparagine,

    /// <summary>A CD8 read-out as a share of its value before treatment.</summary>
    Activation,

    /// <summary>Tumour volume as a share of that before treatment.</summary>
    Tumour,

    /// <summary>EBV DNA as a share of that before treatment.</summary>
    EbvDna,
}

/// <summary>One measurement of one group (an arm of mice, or a patient).</summary>
public sealed record ModelObservation(string Group, ModelQuantity Quantity, double Day, double Value);

/// <summary>A fitted parameter with the limits of its profile likelihood.</summary>
/// <param name="Estimate">Null where the data do not identify it: then only <paramref name="Status"/> speaks.</param>
/// <param name="Lower">Null where the profile stays flat downwards.</param>
public sealed record FittedParameter(string Name, string Unit, double? Estimate, double? Lower, double? Upper, string Status);

/// <summary>The exploratory model fitted to data.</summary>
/// <param name="Spread">Standard deviation of ln(observed/model) for each quantity that was measured.</param>
/// <param name="Identified">Every free parameter is bounded on both sides.</param>
public sealed record ModelFit(
    IReadOnlyList<FittedParameter> Free, IReadOnlyList<ModelParameter> Parameters, IReadOnlyDictionary<ModelQuantity, double> Spread, double LogLikelihood, int Observations, bool Identified,
    string Status)
{
    private const double Cut = 1.9207294103470620; // half the 95 % point of chi-squared with one degree of freedom
    private const double Widest = 1000; // a factor either way beyond which a parameter counts as unbounded
    private const double LeastSpread = 0.02; // errors smaller than 2 % are not believed

    /// <remarks>
    /// ln(observed) is normal about ln(model) with a spread for each quantity, maximised over it; parameters on the log scale, Nelder–Mead from five starts.
    /// A parameter is identified if its profile likelihood falls by 1.92 on both sides within a factor of 1,000 (Raue et al. 2009, Bioinformatics 25:1923);
    /// otherwise no value is given for it.
    /// </remarks>
    public static Outcome<ModelFit> Fit(
        IReadOnlyList<ModelObservation> data, IReadOnlyDictionary<string, TreatmentSchedule> schedules, IReadOnlyList<string> free, IReadOnlyList<ModelParameter>? parameters = null)
    {
        var known = parameters ?? ExploratoryModel.Parameters;
        var problems = free.Where(f => known.All(p => p.Name != f)).Select(f => new Problem("--free", f, "one of " + string.Join(", ", known.Select(p => p.Name)))).ToList();
        foreach (string twice in free.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => g.Key)) problems.Add(new Problem("--free", twice, "each parameter once"));
        if (free.Count == 0) problems.Add(new Problem("--free", "", "at least one parameter to fit"));
        foreach (string group in data.Select(d => d.Group).Distinct().Where(g => !schedules.ContainsKey(g))) problems.Add(new Problem("the schedule", group, "what this group was given (a group without treatment: a row with the drug none)"));
        if (data.Count <= free.Count + data.Select(d => d.Quantity).Distinct().Count()) problems.Add(new Problem("the data", $"{data.Count} measurements", $"more than {free.Count} parameters and a spread for each quantity"));
        if (problems.Count > 0) return Outcome<ModelFit>.Refused(problems);
        return Outcome<ModelFit>.Of(new Search(data, schedules, free, known).Run());
    }

    private sealed class Search(IReadOnlyList<ModelObservation> data, IReadOnlyDictionary<string, TreatmentSchedule> schedules, IReadOnlyList<string> free, IReadOnlyList<ModelParameter> known)
    {
        private readonly (TreatmentSchedule Schedule, ModelObservation[] Rows)[] groups = [.. data.GroupBy(d => d.Group).Select(g => (schedules[g.Key], g.ToArray()))];
        private readonly double[] start = [.. free.Select(f => Math.Log(Math.Max(known.First(p => p.Name == f).Value, 1e-6)))];

        private List<ModelParameter> At(double[] logs) =>
            [.. known.Select(p => free.ToList().IndexOf(p.Name) is >= 0 and var i ? p with { Value = Math.Exp(logs[i]), Source = "fitted" } : p)];

        private Dictionary<ModelQuantity, (double Squares, int Count)> Residuals(double[] logs)
        {
            var sums = new Dictionary<ModelQuantity, (double Squares, int Count)>();
            var parameters = At(logs);
            foreach (var (schedule, rows) in groups)
            {
                var states = ExploratoryModel.Simulate(schedule, [.. rows.Select(r => r.Day)], parameters);
                for (int i = 0; i < rows.Length; i++)
                {
                    double model = Of(states[i], rows[i].Quantity), residual = Math.Log(rows[i].Value / Math.Max(model, 1e-12));
                    var (squares, count) = sums.GetValueOrDefault(rows[i].Quantity);
                    sums[rows[i].Quantity] = (squares + residual * residual, count + 1);
                }
            }
            return sums;
        }

        private static double Of(ModelState s, ModelQuantity quantity) => quantity switch
        {
            ModelQuantity.Asparaginase => s.AsparaginaseUnitsPerLitre,
            ModelQuantity.Asparagine => s.Asparagine,
            ModelQuantity.Activation => s.Activation,
            ModelQuantity.Tumour => s.Tumour,
            _ => s.EbvDna,
        };

        private double Minus(double[] logs)
        {
            for (int i = 0; i < logs.Length; i++)
                if (!(Math.Abs(logs[i] - start[i]) <= Math.Log(Widest) + 3)) return double.PositiveInfinity;
            double sum = 0;
            foreach (var (squares, count) in Residuals(logs).Values)
            {
                double variance = Math.Max(squares / count, LeastSpread * LeastSpread);
                sum += 0.5 * (count * Math.Log(2 * Math.PI * variance) + squares / variance);
            }
            return double.IsFinite(sum) ? sum : double.PositiveInfinity;
        }

        private static double[] Best(Func<double[], double> minus, double[] from)
        {
            double[] at = from;
            for (int round = 0; round < 4; round++)
            {
                var found = NelderMead.Minimise(minus, at, [.. at.Select(_ => round == 0 ? 0.5 : 0.2)]);
                bool done = minus(at) - found.Value < 1e-7;
                at = found.Point;
                if (done && round > 0) break;
            }
            return at;
        }

        internal ModelFit Run()
        {
            var chance = new SeededRandom(2023);
            double[] best = Best(Minus, start);
            for (int s = 0; s < 4; s++)
            {
                double[] other = Best(Minus, [.. start.Select(v => v + 1.5 * chance.NextNormal())]);
                if (Minus(other) < Minus(best) - 1e-9) best = other;
            }
            double lowest = Minus(best);
            var rows = new List<FittedParameter>();
            for (int i = 0; i < free.Count; i++)
            {
                double? lower = Edge(best, lowest, i, -1), upper = Edge(best, lowest, i, 1);
                string status = (lower, upper) switch
                {
                    (null, null) => "not identified: the likelihood stays flat both ways",
                    (null, _) => "not identified: no lower limit",
                    (_, null) => "not identified: no upper limit",
                    _ => "identified",
                };
                rows.Add(new(free[i], known.First(p => p.Name == free[i]).Unit, lower is null || upper is null ? null : Math.Exp(best[i]), lower is { } l ? Math.Exp(l) : null, upper is { } u ? Math.Exp(u) : null, status));
            }
            bool all = rows.All(r => r.Estimate is not null);
            return new(rows, At(best), Residuals(best).ToDictionary(r => r.Key, r => Math.Sqrt(Math.Max(r.Value.Squares / r.Value.Count, LeastSpread * LeastSpread))), -lowest, data.Count, all,
                all ? "every free parameter is identified" : "refused as a whole: " + string.Join(", ", rows.Where(r => r.Estimate is null).Select(r => r.Name)) + " not identified by these data; fix them or measure more");
        }

        /// <summary>Where the profile of a parameter has fallen by 1.92, on the log scale; null where it does not within the widest factor.</summary>
        private double? Edge(double[] best, double lowest, int parameter, int direction)
        {
            double inside = best[parameter], step = 0.05;
            double[] others = best;
            while (Math.Abs(inside + direction * step - best[parameter]) <= Math.Log(Widest))
            {
                double at = inside + direction * step;
                var (value, point) = Profile(others, parameter, at);
                if (value - lowest >= Cut) return Halve(others, lowest, parameter, inside, at);
                (inside, others) = (at, point);
                step = Math.Min(step * 1.8, 1);
            }
            return null;
        }

        private double Halve(double[] others, double lowest, int parameter, double inside, double outside)
        {
            for (int k = 0; k < 8; k++)
            {
                double middle = (inside + outside) / 2;
                var (value, point) = Profile(others, parameter, middle);
                if (value - lowest >= Cut) outside = middle;
                else (inside, others) = (middle, point);
            }
            return (inside + outside) / 2;
        }

        private (double Value, double[] Point) Profile(double[] from, int parameter, double at)
        {
            double[] whole = [.. from];
            whole[parameter] = at;
            if (free.Count == 1) return (Minus(whole), whole);
            double[] rest = [.. from.Where((_, i) => i != parameter)];
            double[] Joined(double[] r) => [.. r[..parameter], at, .. r[parameter..]];
            if (rest.Length == 1)
            {
                double[] One(double v) => Joined([v]);
                double centre = rest[0], reach = 0.4;
                var (x, value) = Brent.Minimise(v => Minus(One(v)), centre - reach, centre + reach, 1e-5);
                while (Math.Abs(x - centre) > 0.9 * reach && reach < 8)
                {
                    (centre, reach) = (x, 2 * reach);
                    (x, value) = Brent.Minimise(v => Minus(One(v)), centre - reach, centre + reach, 1e-5);
                }
                return (value, One(x));
            }
            double[] found = NelderMead.Minimise(r => Minus(Joined(r)), rest, [.. rest.Select(_ => 0.2)]).Point;
            return (Minus(Joined(found)), Joined(found));
        }
    }
}
