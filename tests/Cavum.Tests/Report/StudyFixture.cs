using System.Globalization;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Tests.Report;

/// <summary>A seeded, plausible set of results: not an analysis, only something to draw.</summary>
internal sealed partial class StudyFixture
{
    private readonly SeededRandom random;
    private readonly List<Course> courses = [];
    private readonly Dictionary<string, byte[]> images = new(StringComparer.Ordinal);

    private StudyFixture(int subjects, ulong seed)
    {
        random = new SeededRandom(seed);
        for (int i = 0; i < subjects; i++) courses.Add(Draw(i));
    }

    /// <summary>What drives one invented subject.</summary>
    private sealed record Course(
        string Id, string Setting, double HalfLife, double Baseline, double Floor, int PriorDays, int PriorEnd, int PfsDays, bool Progressed, int? DeathDay, int FollowUp, string Response, bool Odd);

    public static (StudyResults Results, IReadOnlyDictionary<string, byte[]> Images) Make(int subjects = 24, ulong seed = 20261031)
    {
        var fixture = new StudyFixture(subjects, seed);
        return (fixture.Results(), fixture.images);
    }

    private Course Draw(int i)
    {
        bool good = random.NextDouble() < 0.55;
        double halfLife = good ? 2.5 + random.NextExponential() * 4 : random.NextDouble() < 0.5 ? 20 + 30 * random.NextDouble() : -20 - 60 * random.NextDouble();
        int pfs = (int)Math.Round((good ? 120 : 50) + random.NextExponential() * (good ? 150 : 40));
        int followUp = Math.Min(pfs + (int)(random.NextExponential() * 90), 150 + (int)(random.NextDouble() * 260));
        bool progressed = pfs <= followUp;
        if (!progressed) pfs = followUp;
        int? death = progressed && random.NextDouble() < 0.4 ? followUp : null;
        string response = good ? random.NextDouble() < 0.25 ? "CMR" : "PMR" : random.NextDouble() < 0.5 ? "SMD" : "PMD";
        return new(string.Create(CultureInfo.InvariantCulture, $"S{i + 1:00}"), i % 3 == 1 ? "LA-NPC" : "RM-NPC", halfLife,
            Math.Exp(Math.Log(3000) + 1.6 * random.NextNormal()), good && random.NextDouble() < 0.6 ? 2 : 60,
            60 + (int)(random.NextExponential() * 140), -14 - random.NextInt(30), pfs, progressed, death, followUp, response, i == 4);
    }

    private StudyResults Results()
    {
        var ebv = courses.Select(Ebv).ToList();
        var pet = courses.Where(c => !c.Odd).Select(Pet).ToList();
        var outcomes = Outcomes();
        return new StudyResults(
            "cavum-results/1",
            new("study", "Asparaginase with anti-PD-1 in nasopharyngeal carcinoma after progression on immune checkpoint blockade", "CAVUM-FIXTURE", null, "2026-10-31",
                courses.Count, courses.Count(c => c.Setting == "LA-NPC"), courses.Count(c => c.Setting == "RM-NPC"),
                ["DRUG: Anti-PD1", "DRUG: asparaginase"], "pembrolizumab", "native E. coli asparaginase",
                ["Number of participants whose plasma EBV DNA falls by ≥ 50 % by day 28"], ["Tumour present on FDG PET/CT at 3 months", "Progression-free survival"]),
            Answer(ebv, pet), [.. courses.Select(Subject)], ebv, [Run()], pet, outcomes, Safety(), Evidence(),
            ["Subject S05 has no follow-up scan within its window."],
            [
                "Day 0 is the first dose of the combination; a month is 30.4375 days.",
                "Proportions carry exact (Clopper–Pearson) 95 % intervals.",
                "Values below LOQ and not detected enter the half-life as left-censored, never as numbers.",
                "Kaplan–Meier limits are log-log; at one time events precede censorings.",
            ]);
    }

    private SubjectResult Subject(Course c)
    {
        string id = "subject." + c.Id;
        var doses = new List<DoseBlock>();
        int stop = Math.Min(c.PfsDays, 180);
        for (int day = 0; day <= stop; day += 21)
        {
            doses.Add(new($"{id}.doses.{doses.Count + 1}", "asparaginase", "native E. coli asparaginase", day, day + 4, 6000, "IU/m2"));
            doses.Add(new($"{id}.doses.{doses.Count + 1}", "antiPd1", "pembrolizumab", day + 5, day + 5, 200, "mg"));
        }
        var events = new List<EventMark>();
        void Event(string kind, int day, string basis) => events.Add(new($"{id}.events.{events.Count + 1}", kind, day, basis));
        if (c.Progressed) Event("progression", c.PfsDays, "RECIST");
        if (c.Progressed && c.FollowUp > c.PfsDays + 20) Event("newTherapy", c.PfsDays + 14, "gemcitabine");
        if (c.DeathDay is { } death) Event("death", death, "disease");
        else Event("lastContact", c.FollowUp, "");
        return new(id, c.Id, c.Setting, random.NextDouble() < 0.7 ? "M" : "F", 35 + random.NextInt(40), "AJCC8 T3 N2 M" + (c.Setting == "RM-NPC" ? "1" : "0"), "2026-01-12",
            new(id + ".priorIcb", "pembrolizumab", random.NextDouble() < 0.3 ? "PR" : "SD", c.PriorEnd - c.PriorDays, c.PriorEnd, c.PriorDays),
            doses, [.. SampleDays(c).Select((d, i) => new SampleMark($"{id}.samples.{c.Id}-{i + 1}", $"{c.Id}-{i + 1}", d))],
            [.. ScanDays(c).Select((d, i) => new ScanMark($"{id}.scans.{c.Id}-PET{i + 1}", $"{c.Id}-PET{i + 1}", i == 0 ? "baseline" : "month 3", d))],
            events, c.FollowUp, c.DeathDay is not null, !c.Progressed);
    }

    private static int[] ScanDays(Course c) => c.Odd || c.FollowUp < 91 ? [-6] : [-6, 91];

    private static int[] SampleDays(Course c) => [.. ((int[])[c.PriorEnd - c.PriorDays + 5, c.PriorEnd - c.PriorDays / 2, c.PriorEnd, 0, 7, 14, 28, 56, 84, 126]).Where(d => d <= c.FollowUp)];

    private EbvDnaResultSeries Ebv(Course c)
    {
        string id = "ebv." + c.Id;
        const double Lod = 18, Loq = 50;
        var points = new List<EbvDnaPoint>();
        int index = 0;
        foreach (int day in SampleDays(c))
        {
            double truth = day < 0 ? c.Baseline * Math.Exp(0.006 * day) : Math.Max(c.Floor, c.Baseline * Math.Exp(-day * Math.Log(2) / c.HalfLife)) * (day > c.PfsDays ? 4 : 1);
            double value = truth * Math.Exp(0.18 * random.NextNormal());
            string status = c.Odd && day >= 14 ? "invalid" : value < Lod ? "notDetected" : value < Loq ? "belowLoq" : "quantified";
            bool known = status == "quantified";
            index++;
            points.Add(new($"{id}.samples.{c.Id}-{index}", $"{c.Id}-{index}", day, day < 0 ? "priorIcb" : "study", "run", status,
                known ? value / 50 : null, known ? value : null, known ? value * 0.74 : null, known ? value * 1.35 : null,
                known ? value * 0.8 : null, known ? value * 0.6 : null, known ? value * 1.1 : null, Lod, Loq, "copies/mL", "bamhi-w", "run.P1", ""));
        }
        bool declines = c.HalfLife > 0 && !c.Odd;
        double slope = -Math.Log(2) / c.HalfLife, error = Math.Abs(slope) * 0.13;
        int censored = points.Count(p => p.Period == "study" && p.Status is "belowLoq" or "notDetected");
        var kinetics = c.Odd
            ? new KineticsResult(id + ".kinetics", "tooFewSamples", null, null, null, null, null, null, null, 2, 0, null, null)
            : new KineticsResult(id + ".kinetics", declines ? "estimated" : "noDecline", slope, error, Math.Log(c.Baseline), 0.2,
                declines ? c.HalfLife : null, declines ? c.HalfLife / 1.25 : null, declines ? c.HalfLife / 0.77 : null, 5 - censored, censored, 0, declines && c.HalfLife < 6 ? 28 : 56, 0.16, -0.16 * error * 0.7);
        var prior = new KineticsResult(id + ".onPriorIcb", "noDecline", 0.006, 0.002, Math.Log(c.Baseline), 0.2, null, null, null, 3, 0, SampleDays(c)[0], c.PriorEnd, 0.15, 0.0002);
        double change = 100 * (Math.Exp(slope * 28) - 1);
        bool falls = change <= -50;
        bool bound = c.Floor < Loq && declines && c.HalfLife < 8;
        var response = c.Odd
            ? new EbvResponseResult(id + ".response", "notEvaluable", null, null, null, "notEvaluable", null, null, "notEvaluable", "notEvaluable", null, "notEvaluable", "No valid sample between day 14 and day 35.")
            : new EbvResponseResult(id + ".response", falls ? "yes" : "no", Math.Min(change, 240), change - 8, change + 14, "estimated", 28,
                bound ? null : Math.Max(-99.6, Math.Min(change * 1.05, 260)), bound ? "belowLoq" : "quantified", bound && c.Floor < Lod ? "yes" : "no", bound ? 56 : null, "no", "", bound ? 100 * (Loq / c.Baseline - 1) : null);
        return new(id, c.Id, c.Setting, "bamhi-w", "copies/mL", points, kinetics, prior, response);
    }

    private QpcrRunResult Run()
    {
        const string Id = "run.P1";
        var standards = new List<StandardPoint>();
        var plate = new List<WellResult>();
        void Well(int index, string sample, string role, double? copies)
        {
            string well = (char)('A' + index / 12) + (index % 12 + 1).ToString(CultureInfo.InvariantCulture);
            double? cq = copies is { } c ? 38.2 - 3.38 * Math.Log10(c) + 0.12 * random.NextNormal() : null;
            double[] curve = [.. Enumerable.Range(1, 45).Select(k => 0.02 * k + 3 + 0.05 * random.NextNormal() + (cq is { } q ? 60 / (1 + Math.Exp(-(k - q - 6) / 1.6)) : 0))];
            plate.Add(new($"{Id}.wells.{well}", well, sample, role, "BamHI-W", cq, sample == "S02-3" ? "excluded: bubble" : cq is null ? "notDetected" : "quantified", curve));
            if (role == "std") standards.Add(new($"{Id}.standards.{well}", well, copies!.Value, cq));
        }
        int next = 0;
        for (int level = 1; level <= 6; level++)
            for (int replicate = 0; replicate < 3; replicate++) Well(next++, "std " + level, "std", Math.Pow(10, level));
        foreach (var c in courses.Take(12))
            for (int sample = 3; sample < 8; sample++) Well(next++, $"{c.Id}-{sample}", "unkn", random.NextDouble() < 0.15 ? null : Math.Exp(1 + 7 * random.NextDouble()));
        Well(next++, "NTC", "ntc", null);
        Well(next++, "NTC", "ntc", null);
        Well(next++, "EC", "nac", null);
        Well(next, "PC", "pos", 5000);
        return new(Id, "P1", "sources/qpcr/P1.rdml", "bamhi-w", "simulated", 45, plate.Count, true, [], -3.38, 38.2, 0.9978, 0.976, 0.04, 0.41, standards, plate);
    }
}
