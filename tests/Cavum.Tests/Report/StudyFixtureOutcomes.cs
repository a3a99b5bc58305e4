using System.Globalization;
using Cavum.Analysis;
using Cavum.Imaging;

namespace Cavum.Tests.Report;

internal sealed partial class StudyFixture
{
    private PetResult Pet(Course c)
    {
        string id = "pet." + c.Id;
        bool after = c.FollowUp >= 91;
        double shrink = c.Response switch { "CMR" => 0.05, "PMR" => 0.4, "SMD" => 0.95, _ => 1.5 };
        int lesions = 1 + random.NextInt(4);
        (string Site, double X, double Y, double Z)[] places = [("nasopharynx", 3, -10, 640), ("left neck", 55, 0, 560), ("liver", -70, 10, 200), ("right lung", -60, 20, 370), ("bone, T8", 5, 60, 330)];
        double suv = 6 + 10 * random.NextDouble();
        PetScanResult Scan(string name, int day, double factor, int number)
        {
            string scanId = $"{id}.{name}";
            var found = new List<LesionResult>();
            for (int i = 0; i < lesions; i++)
            {
                double max = suv * factor * (1 - 0.12 * i), volume = (30 - 5 * i) * Math.Min(1.6, factor + 0.1);
                bool there = max > 2.5;
                found.Add(new($"{scanId}.lesions.{i + 1}", "L" + (i + 1), places[i].Site, "41 %", there ? "measured" : "notFound",
                    there ? (int)(volume * 1000 / 64) : null, there ? volume : null, there ? max : null, there ? max * 0.6 : null, there ? max * 0.85 : null, there ? max * 0.6 * volume : null,
                    places[i].X, places[i].Y, places[i].Z));
            }
            (byte[] png, var frame) = Phantom(found);
            images[scanId] = png;
            var seen = found.Where(l => l.SuvMax is not null).ToList();
            return new(scanId, $"{c.Id}-PET{number}", name == "baseline" ? "baseline" : "month 3", day, "2.25.1", "GE", "BQML", "SUVbw", 0.0004, 0.0004, 180, 2.1, 0.25, 1.5,
                seen.Select(l => l.SuvMax).Max(), seen.Select(l => l.SuvPeak).Max(), seen.Sum(l => l.VolumeMl), seen.Sum(l => l.Tlg), found, [], frame);
        }
        var baseline = Scan("baseline", -6, 1, 1);
        var followUp = after ? Scan("followUp", 91, shrink, 2) : null;
        string present = !after ? "indeterminate" : c.Response == "CMR" ? "negative" : "positive";
        return new(id, c.Id, c.Setting, present, [after ? $"SUVpeak {(shrink < 1 ? "fell" : "rose")} from baseline to day 91." : "No scan 84 days or later after day 0."],
            after ? c.Response : "NE", "PERCIST 1.0", ["scan 84 days or later: " + (after ? "yes" : "no")],
            after ? 100 * (shrink - 1) : null, after ? 100 * (Math.Min(1.6, shrink + 0.1) / 1.1 - 1) : null, after ? 100 * (shrink * shrink - 1) : null, after ? 13 : null, baseline, followUp);
    }

    /// <summary>A flat body of ellipses with the usual hot organs, and the lesions where they are said to be.</summary>
    private static (byte[] Png, MipFrame Frame) Phantom(List<LesionResult> lesions)
    {
        const int Nx = 110, Nz = 200;
        const double Mm = 4.5;
        (double X, double Z, double Rx, double Rz, double Suv)[] organs =
        [
            (0, 700, 75, 90, 1.1), (0, 725, 62, 55, 8), (0, 560, 60, 60, 0.9), (0, 300, 170, 260, 0.9), (-70, 210, 85, 70, 2.2),
            (20, 350, 42, 42, 3.2), (-75, 130, 26, 48, 5), (75, 130, 26, 48, 5), (0, -20, 38, 30, 12), (-90, -120, 62, 160, 0.7), (90, -120, 62, 160, 0.7),
        ];
        float[] suv = new float[Nx * Nz];
        for (int z = 0; z < Nz; z++)
            for (int x = 0; x < Nx; x++)
            {
                double px = (x - Nx / 2) * Mm, pz = z * Mm - 90, value = 0.03;
                foreach (var o in organs)
                    if ((px - o.X) * (px - o.X) / (o.Rx * o.Rx) + (pz - o.Z) * (pz - o.Z) / (o.Rz * o.Rz) <= 1) value = Math.Max(value, o.Suv);
                foreach (var l in lesions)
                    if (l is { SuvMax: { } max, VolumeMl: { } ml, X: { } lx, Z: { } lz })
                    {
                        double r = Math.Cbrt(ml * 1000 * 3 / (4 * Math.PI)), d = Math.Sqrt((px - lx) * (px - lx) + (pz - lz) * (pz - lz)) / r;
                        if (d < 1.6) value = Math.Max(value, max * Math.Exp(-0.9 * d * d));
                    }
                suv[z * Nx + x] = (float)value;
            }
        var volume = new ImageVolume(ImageGeometry.Upright(Nx, 1, Nz, new(Mm, Mm, Mm), new(-Nx / 2 * Mm, 0, -90)), suv);
        return (ScanPicture.Projection(volume), ScanPicture.Frame(volume.Geometry));
    }

    private TimeToEventResult Outcomes()
    {
        var ladder = courses.Select(c => new PfsPair($"timeToEvent.pfsRatio.{c.Id}", c.Id, c.Setting, c.PriorDays, c.PfsDays, c.Progressed, (double)c.PfsDays / c.PriorDays)).ToList();
        return new(
            Curve("timeToEvent.pfs", "Combination", "PFS", courses.Select(c => (c.PfsDays, c.Progressed))),
            Curve("timeToEvent.os", "Combination", "OS", courses.Select(c => (c.FollowUp, c.DeathDay is not null))),
            Curve("timeToEvent.priorPfs", "Own prior ICB line", "PFS", courses.Select(c => (c.PriorDays, true))),
            [
                Curve("timeToEvent.pfs.LA-NPC", "LA-NPC", "PFS", courses.Where(c => c.Setting == "LA-NPC").Select(c => (c.PfsDays, c.Progressed))),
                Curve("timeToEvent.pfs.RM-NPC", "RM-NPC", "PFS", courses.Where(c => c.Setting == "RM-NPC").Select(c => (c.PfsDays, c.Progressed))),
            ],
            new("timeToEvent.pfsRatio", 1.33, ladder.Count, ladder, new("timeToEvent.pfsRatio.share", 0.52, 0.31, 0.72, "proportion", "Kaplan–Meier of the ratio at 1.33", "estimated"),
                new("timeToEvent.pfsRatio.hazard", 0.61, 0.36, 1.02, "ratio", "Cox, stratified by pair", "estimated"), "If each line worked alike, later lines would be shorter: a ratio of 1 is not no effect."));
    }

    private static KaplanMeierResult Curve(string id, string label, string endpoint, IEnumerable<(int Day, bool Event)> times)
    {
        var list = times.OrderBy(t => t.Day).ToList();
        var steps = new List<SurvivalStep>();
        double survival = 1, variance = 0;
        int risk = list.Count;
        double? median = null, lower = null, upper = null;
        foreach (var day in list.GroupBy(t => t.Day))
        {
            int events = day.Count(t => t.Event), censored = day.Count() - events;
            survival *= 1 - (double)events / risk;
            if (risk > events) variance += (double)events / (risk * (risk - events));
            double half = survival is > 0 and < 1 ? 1.96 * Math.Sqrt(variance) / Math.Abs(Math.Log(survival)) : 0;
            double? low = survival is > 0 and < 1 ? Math.Pow(survival, Math.Exp(half)) : null, high = survival is > 0 and < 1 ? Math.Pow(survival, Math.Exp(-half)) : null;
            steps.Add(new(string.Create(CultureInfo.InvariantCulture, $"{id}.curve.{steps.Count + 1}"), day.Key, risk, events, censored, survival, Math.Sqrt(variance) * survival, low, high));
            if (survival <= 0.5) median ??= day.Key;
            if (low <= 0.5) lower ??= day.Key;
            if (high <= 0.5) upper ??= day.Key;
            risk -= events + censored;
        }
        return new(id, label, endpoint, list.Count, list.Count(t => t.Event), median, lower, upper, "log-log", steps, median * 1.4);
    }

    private SafetyResult Safety()
    {
        (string Term, int Any, int High)[] terms =
        [
            ("Alanine aminotransferase increased", 11, 3), ("Fibrinogen decreased", 10, 1), ("Fatigue", 9, 0), ("Nausea", 7, 0), ("Hypothyroidism", 6, 0), ("Lipase increased", 5, 3), ("Allergic reaction", 4, 2),
            ("Pancreatitis", 2, 2), ("Rash maculo-papular", 4, 0), ("Pneumonitis", 2, 1), ("Thromboembolic event", 1, 1),
        ];
        double share = courses.Count / 24.0;
        int Of(int n) => (int)Math.Round(n * share);
        return new("safety", courses.Count, Of(22), Of(9), Of(5), courses.Count(c => c.DeathDay is not null),
            [.. terms.Select(t => new AdverseEventRow("safety.term." + t.Term, t.Term, Math.Max(1, Of(t.Any)), Of(t.High), Of(t.Any) / 2, Of(t.Any) / 3, t.High > 0 ? 3 : 2))]);
    }

    private static EvidenceResult Evidence()
    {
        (string Arm, string Trial, string Regimen, string Assessor, int R, int N, double E, double L, double U)[] arms =
        [
            ("kn028", "KEYNOTE-028", "pembrolizumab", "investigator", 7, 27, 0.259, 0.111, 0.463), ("nci9742", "NCI-9742", "nivolumab", "investigator", 9, 44, 0.205, 0.098, 0.353),
            ("polaris02", "POLARIS-02", "toripalimab", "IRC", 39, 190, 0.205, 0.15, 0.27), ("captain", "CAPTAIN", "camrelizumab", "investigator", 31, 91, 0.341, 0.244, 0.448),
        ];
        List<DensityPoint> Density(string name, double a, double b) =>
            [.. Enumerable.Range(1, 99).Select(i => new DensityPoint(string.Create(CultureInfo.InvariantCulture, $"evidence.{name}.{i}"), i / 100.0, Math.Exp(a * Math.Log(i / 100.0) + b * Math.Log(1 - i / 100.0) + (a + b) * 0.68)))];
        var control = Density("controlDensity", 5, 16);
        var study = Density("studyDensity", 13, 11);
        double Normalise(List<DensityPoint> d) => d.Sum(p => p.Density) / 100;
        double c = Normalise(control), s = Normalise(study);
        return new("evidence", "No published arm is ICB alone after ICB failure: these arms met the drug for the first time, so their response rates are likely higher than ICB alone would reach here.",
            [.. arms.Select(a => new EvidenceArm("evidence.arms." + a.Arm, a.Arm, a.Trial, a.Regimen, "RM-NPC after platinum, no prior ICB", a.Assessor, false, a.R, a.N, a.E, a.L, a.U, "doi:10.1200/JCO.2017.73.3675", "found"))],
            0.25, 0.09, 0.47, 0.35, 21.4, [.. control.Select(p => p with { Density = p.Density / c })], [.. study.Select(p => p with { Density = p.Density / s })]);
    }

    private AnswerResult Answer(List<EbvDnaResultSeries> ebv, List<PetResult> pet)
    {
        int evaluable = ebv.Count(e => e.Response.FallByDay28 != "notEvaluable"), falls = ebv.Count(e => e.Response.FallByDay28 == "yes");
        static Proportion Share(string id, int count, int of) => new(id, count, of, of == 0 ? null : (double)count / of, of == 0 ? null : Math.Max(0, (double)count / of - 0.19), of == 0 ? null : Math.Min(1, (double)count / of + 0.18), 0.95, "Clopper–Pearson");
        var primary = new PrimaryResult("answer.primary", "Plasma EBV DNA falls by at least 50 % by day 28 (± 7 days).",
            Share("answer.primary.ebvResponse", falls, evaluable), Share("answer.primary.ebvClearance", ebv.Count(e => e.Response.Clearance == "yes"), evaluable),
            Share("answer.primary.petResponse", pet.Count(p => p.Response is "CMR" or "PMR"), pet.Count(p => p.FollowUp is not null)),
            new("answer.primary.halfLifeDays", 4.6, 3.4, 6.8, "days", "median of estimable half-lives, bootstrap", "estimated"),
            [Share("answer.primary.LA-NPC", 4, 8), Share("answer.primary.RM-NPC", 9, 15)]);
        string id = "answer.lines";
        return new("answer", "noClearDifference",
            [
                $"EBV DNA fell by at least 50 % by day 28 in {falls} of {evaluable} evaluable subjects, and 0.932 is the probability that this is more than ICB alone would reach.",
                "This does not pass the planned bar of 0.975, so the study shows no clear difference from ICB alone.",
            ],
            ["The probability of more (0.932) lies between 0.025 and 0.975."], primary,
            [
                new(id + ".ebvOwnControl", "EBV DNA slope, own control", "Does EBV DNA fall faster than on the prior ICB line?", "more", "the subject's own prior ICB line", new(id + ".ebvOwnControl.effect", -0.12, -0.19, -0.05, "per day", "mixed model", "estimated"), 0, "difference of slopes, ln per day", false, 0.994, 21, []),
                new(id + ".pfsPaired", "PFS, own control", "Is PFS longer than on the prior ICB line?", "neither", "PFS on the subject's own prior ICB line, later-line trend assumed", new(id + ".pfsPaired.effect", 0.61, 0.36, 1.02, "ratio", "Cox by pair", "estimated"), 1, "hazard ratio", false, 0.969, 24, []),
                new(id + ".response", "PET response, published arms", "Do more respond than on ICB alone?", "neither", "predictive distribution of four published ICB-only arms", new(id + ".response.effect", 0.21, -0.04, 0.44, "proportion", "robust MAP", "estimated"), 0, "difference of response, percentage points", true, 0.951, 19, []),
                new(id + ".os", "OS", "Do subjects live longer?", "notAnswerable", "no published arm of ICB alone after ICB", new(id + ".os.effect", null, null, null, "ratio", "none", "no comparator reports OS after ICB failure"), 1, "hazard ratio", false, null, 24, ["No comparator."]),
            ],
            [
                new("answer.sensitivity.1", "LOQ doubled", "EBV DNA slope, own control", 0.981, "more", "noClearDifference"),
                new("answer.sensitivity.2", "RM-NPC only", "PET response, published arms", 0.93, "neither", "noClearDifference"),
                new("answer.sensitivity.3", "No later-line trend", "PFS, own control", 0.884, "neither", "noClearDifference"),
            ],
            [
                Tipping("answer.tippingPoints.trend", "Later-line trend of the hazard", 1.5, 1.72, "hazard ratio", x => 1 / (1 + Math.Exp(-(x - 0.9) * 4.5)), 1, 3),
                Tipping("answer.tippingPoints.shift", "ICB alone responds less after ICB failure", 0, -0.06, "shift of response", x => 1 / (1 + Math.Exp(x * 18 - 2.7)), -0.25, 0.1),
            ],
            [
                new("Comparability of arms", "Published ICB-only arms enrolled subjects without prior ICB.", "known to favour ICB alone"),
                new("Later-line trend", "Without the combination, the next line's hazard of progression would be 1.5 times that of the line before.", "assumed; see tipping points"),
                new("EBV DNA as a marker", "A fall in EBV DNA reflects a fall in tumour burden.", "held by published series; not tested here"),
            ]);
    }

    private static TippingPoint Tipping(string id, string name, double today, double flips, string unit, Func<double, double> curve, double from, double to) =>
        new(id, name, today, flips, unit, "flips", [.. Enumerable.Range(0, 21).Select(i => new TippingStep($"{id}.curve.{i + 1}", from + (to - from) * i / 20, curve(from + (to - from) * i / 20)))]);
}
