using System.Globalization;
using Cavum.Core;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Tries the plan on simulated trials: what would settle the question?</summary>
/// <remarks>
/// Per subject: gamma frailty Z, T₁ ~ Exp(λZ), T₂ ~ Exp(λZ·HR), each seen at the next scan; response Bernoulli, independent of T₂. Verdict from response
/// and paired PFS by the plan's own rule; EBV DNA slope, growth and external controls are left out, so the power is a lower one. Trial i draws from
/// stream i: the same numbers on any number of threads.
/// </remarks>
public static class TrialPlanner
{
    private const double WantedPower = 0.8;
    private static readonly int[] Grid = [10, 15, 20, 25, 30, 40, 50, 60];

    public static Outcome<PlanningResult> Run(PlanningSettings settings, AnalysisPlan plan, IReadOnlyList<EvidenceArm> arms)
    {
        var problems = settings.Problems().ToList();
        EvidenceArm[] used = [.. arms.Where(a => a.Used)];
        if (used.Length == 0) problems.Add(new Problem("arms", "none", "at least one arm of ICB alone"));
        if (problems.Count > 0) return Outcome<PlanningResult>.Refused(problems);
        var world = new World(settings, plan, new ResponseComparison(used, plan.Decision), used.All(a => a.PriorIcb));
        var here = world.Try(settings.Subjects, settings.Trials);
        int few = Math.Clamp(settings.Trials / 10, 100, 1000);
        OperatingCharacteristics[] curve = [.. Grid.Select(n => n == settings.Subjects ? here : world.Try(n, few))];
        int? enough = curve.FirstOrDefault(c => c.More >= WantedPower)?.Subjects;
        string reading = enough is { } n0 ? string.Create(CultureInfo.InvariantCulture, $"If {100 * settings.Response:0} % respond and the hazard ratio is {settings.HazardRatio:0.00}, about {n0} subjects give 'more effective' in {100 * WantedPower:0} % of trials.")
            : string.Create(CultureInfo.InvariantCulture, $"If {100 * settings.Response:0} % respond and the hazard ratio is {settings.HazardRatio:0.00}, even {Grid[^1]} subjects do not give 'more effective' in {100 * WantedPower:0} % of trials.");
        return Outcome<PlanningResult>.Of(new(settings, here, curve, WantedPower, enough, world.Needed(settings.Subjects), reading));
    }

    /// <summary>The arms that come with the program, for planning before a study exists.</summary>
    public static IReadOnlyList<EvidenceArm> BuiltInArms(string role)
    {
        var problems = new List<Problem>();
        var table = CsvTable.Parse(System.Text.Encoding.UTF8.GetString(ReferenceTables.Bytes(ReferenceTables.IcbOnlyArms)), ReferenceTables.IcbOnlyArms).Value;
        return [.. ArmRow.ReadAll(table, problems).Where(a => a.Role == role && a is { Responders: not null, Evaluated: not null }).Select(a =>
            new EvidenceArm(a.Arm, a.Arm, a.Trial, a.Regimen, a.Population, a.Assessor, a.PriorIcb == true, a.Responders!.Value, a.Evaluated!.Value, 0, 0, 0, a.Source, a.Provenance))];
    }

    private sealed class World(PlanningSettings settings, AnalysisPlan plan, ResponseComparison comparison, bool matched)
    {
        private readonly DecisionRule rule = plan.Decision;

        public int? Needed(int subjects)
        {
            int n = Rm(subjects);
            for (int x = 0; x <= n; x++)
                if (n >= rule.MinimumSubjects && comparison.ProbabilityMore(new(x, n)) >= rule.ProbabilityMore) return x;
            return null;
        }

        private int Rm(int subjects) => (int)Math.Round(subjects * settings.RmShare, MidpointRounding.AwayFromZero);

        public OperatingCharacteristics Try(int subjects, int trials)
        {
            int rm = Rm(subjects);
            LineFinding[] response = [.. Enumerable.Range(0, rm + 1).Select(x => Response(x, rm))];
            bool[] naive = [.. Enumerable.Range(0, rm + 1).Select(x => rm > 0 && 1 - (x == 0 ? 0 : Binomial.Cdf(x - 1, rm, comparison.Map.Mean)) < 0.025)];
            int[] futile = Futility(rm);
            var outcomes = new Outcome[trials];
            Parallel.For(0, trials, i => outcomes[i] = One(subjects, rm, new SeededRandom(settings.Seed, (ulong)i), response, naive, futile));
            double Share(Func<Outcome, bool> which) => (double)outcomes.Count(which) / trials;
            double more = Share(o => o.Verdict == "moreEffective");
            return new(subjects, trials, more, Math.Sqrt(more * (1 - more) / trials), Share(o => o.Verdict == "lessEffective"), Share(o => o.Verdict == "noClearDifference"), Share(o => o.Verdict == "notAnswerable"),
                Share(o => o.Response), Share(o => o.Pfs), Share(o => o.Naive), Share(o => o.StoppedAt is not null), outcomes.Average(o => (double)(o.StoppedAt ?? subjects)));
        }

        private readonly record struct Outcome(string Verdict, bool Response, bool Pfs, bool Naive, int? StoppedAt);

        private LineFinding Response(int x, int n)
        {
            if (n < rule.MinimumSubjects) return new("A", Synthesis.NotAnswerable, matched, "", LineKind.Response);
            double p = comparison.ProbabilityMore(new(x, n));
            return p >= rule.ProbabilityMore ? new("A", Synthesis.More, matched, "", LineKind.Response, true, comparison.ProbabilityMore(new(x, n), rule.TippingControlShift) >= rule.ProbabilityMore)
                : p <= rule.ProbabilityLess && matched ? new("A", Synthesis.Less, matched, "", LineKind.Response, true, comparison.ProbabilityMore(new(x, n), -rule.TippingControlShift) <= rule.ProbabilityLess)
                : new("A", Synthesis.Neither, matched, "", LineKind.Response);
        }

        /// <summary>After each RM-NPC subject the responders at or below which the study stops; −1 where none do.</summary>
        private int[] Futility(int rm)
        {
            int[] stop = [.. Enumerable.Repeat(-1, rm + 1)];
            int x = 0;
            for (int n = plan.Monitoring.MinimumSubjects; n <= rm; n++)
            {
                while (x <= n && comparison.ProbabilityMore(new(x, n)) < plan.Monitoring.FutilityBelow) x++;
                stop[n] = x - 1;
            }
            return stop;
        }

        private Outcome One(int n, int rm, SeededRandom random, LineFinding[] response, bool[] naive, int[] futile)
        {
            double[] first = new double[n], second = new double[n];
            bool[] seen = new bool[n];
            int responders = 0;
            int? stopped = null;
            double rate = (settings.FrailtyVariance > 0 ? (Math.Pow(2, settings.FrailtyVariance) - 1) / settings.FrailtyVariance : Math.Log(2)) / settings.PriorMedianDays;
            for (int i = 0; i < n; i++)
            {
                double frailty = settings.FrailtyVariance > 0 ? random.NextGamma(1 / settings.FrailtyVariance) * settings.FrailtyVariance : 1;
                double hazard = Math.Max(1e-9, rate * frailty);
                first[i] = Math.Ceiling(Math.Min(random.NextExponential() / hazard, 1e5) / settings.PriorScanDays) * settings.PriorScanDays;
                double time = Math.Ceiling(Math.Min(random.NextExponential() / (hazard * settings.HazardRatio), 1e5) / settings.StudyScanDays) * settings.StudyScanDays;
                double until = settings.FollowUpDays * (0.5 + random.NextDouble());
                bool lost = random.NextDouble() < settings.Dropout;
                if (lost) until *= random.NextDouble();
                (second[i], seen[i]) = time <= until ? (time, true) : (until, false);
                if (i >= rm) continue;
                bool responds = random.NextDouble() < settings.Response && !(lost && until < plan.PetNotBeforeDays);
                if (responds) responders++;
                if (stopped is null && futile[i + 1] >= responders) stopped = i + 1;
            }
            var fit = PairedHazard.Fit(first, second, seen);
            var pfs = Pfs(fit, n);
            var verdict = Synthesis.Verdict(response[responders], [pfs]).Verdict;
            return new(verdict, response[responders].Direction == Synthesis.More, pfs.Direction == Synthesis.More, naive[responders] || fit.Upper < 1, stopped);
        }

        private LineFinding Pfs(PairedHazardFit fit, int n)
        {
            string direction = n < rule.MinimumPairs || fit.LogRatio is null ? Synthesis.NotAnswerable : fit.Upper < 1 ? Synthesis.More : fit.Lower > rule.LineTrendHazardRatio ? Synthesis.Less : Synthesis.Neither;
            bool beyond = direction == Synthesis.More ? fit.Upper * rule.TippingHazardMultiplier < 1 : direction != Synthesis.Less || fit.Lower / rule.TippingHazardMultiplier > rule.LineTrendHazardRatio;
            return new("B", direction, true, "", LineKind.TimeToEvent, true, beyond);
        }
    }
}
