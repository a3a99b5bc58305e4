using Cavum.Analysis;
using Cavum.Assay;
using Cavum.Report;

namespace Cavum.Tests.Report;

/// <summary>Each figure of a small study against its approved drawing: a changed figure must be looked at, then approved.</summary>
public sealed class FigureApprovalTests
{
    private static readonly Lazy<(StudyResults Results, IReadOnlyDictionary<string, byte[]> Images)> Study = new(() => StudyFixture.Make(5));

    private static StudyResults Results => Study.Value.Results;

    private static Doors Doors() => new(id => "#" + id);

    /// <summary>One element a line, so that a difference can be read; the pixels of images are left to the PNG tests.</summary>
    private static void Approve(string svg, string name) =>
        Approvals.Verify(System.Text.RegularExpressions.Regex.Replace(svg.Replace("><", ">\n<", StringComparison.Ordinal), "base64,[A-Za-z0-9+/=]+", "base64,…") + "\n", name);

    [Fact]
    public void Swimmer() => Approve(SwimmerFigure.Render(Results.Subjects, Results.Pet, Doors()), "swimmer");

    [Fact]
    public void Ebv_dna() => Approve(EbvDnaFigure.Render(Results.EbvDna, Results.Subjects, Doors()), "ebv-dna");

    [Fact]
    public void Waterfall() => Approve(WaterfallFigure.RenderEbvDna(Results.EbvDna, -50, Doors()), "waterfall");

    [Fact]
    public void Kaplan_Meier() => Approve(KaplanMeierFigure.Render("km", "PFS", "PFS",
        [new(Results.TimeToEvent.Pfs, "combo", false), new(Results.TimeToEvent.PriorPfs, "icb", true, "own prior line")], Doors()), "kaplan-meier");

    [Fact]
    public void Pfs_ladder() => Approve(PfsLadderFigure.Render(Results.TimeToEvent.PfsRatio, Doors()), "pfs-ladder");

    [Fact]
    public void Forest() => Approve(ForestFigure.Render(Results.Answer.Lines, Doors()), "forest");

    [Fact]
    public void Icb_only_arms() => Approve(EvidenceArmsFigure.Render(Results.Evidence, Doors()), "icb-arms");

    [Fact]
    public void Tipping_points() => Approve(TippingPointFigure.Render(Results.Answer.TippingPoints, 0.975, 0.025, Doors()), "tipping-points");

    [Fact]
    public void Adverse_events() => Approve(AdverseEventFigure.Render(Results.Safety, Doors()), "adverse-events");

    [Fact]
    public void Standard_curve() => Approve(StandardCurveFigure.Render(Results.Runs[0], Doors()), "standard-curve");

    [Fact]
    public void Plate() => Approve(PlateFigure.Render(Results.Runs[0], Doors()), "plate");

    [Fact]
    public void Pet_pair() => Approve(PetPairFigure.Render(Results.Pet[0], Study.Value.Images, Doors()), "pet-pair");

    [Fact]
    public void Posterior() => Approve(PosteriorFigure.Render(Results.Evidence, Doors()), "posterior");

    [Fact]
    public void Leave_one_out() => Approve(LeaveOneOutFigure.Render(Results.Answer with
    {
        LeaveOneOut = [new("answer.leaveOneOut.S01", "S01", "moreEffective", 0.99, 0.4, 0.9, -0.5, false), new("answer.leaveOneOut.S02", "S02", "notAnswerable", 0.95, 0.7, 1.1, -0.1, true), new("answer.leaveOneOut.S03", "S03", "moreEffective", null, null, null, null, false)],
    }, Doors()), "leave-one-out");

    [Fact]
    public void Boundary() => Approve(BoundaryFigure.Render(new MonitoringResult("monitoring", "continue", [], [], 9, 4, 14, 8, 0.4, 0.8, 0.05, 10, 2, 0.1, 0.33, 0.95,
        [.. Enumerable.Range(6, 9).Select(n => new BoundaryStep($"monitoring.boundary.{n}", n, n < 8 ? null : n / 8, 3 + n / 3))]), Doors()), "boundary");

    /// <summary>A well with rain that matters, one without rain, one with a single cluster: its rain is not evaluable, being alone in its target.</summary>
    [Fact]
    public void Partitions()
    {
        static DigitalWell Well(string name, string target, int positive, int rain) => new(name, "P1", target, target, positive, 120 + rain)
        {
            Ends =
            [
                .. Enumerable.Range(0, 120).Select(i => new PartitionEnd(1000 + 12 * (i % 11 - 5), PartitionCall.Negative)),
                .. Enumerable.Range(0, positive).Select(i => new PartitionEnd(5000 + 40 * (i % 9 - 4), PartitionCall.Positive)),
                .. Enumerable.Range(0, rain).Select(i => new PartitionEnd(2000 + 60 * i, PartitionCall.Negative)),
            ],
        };
        var results = DigitalQuantifier.Quantify(new("QX droplet amplitudes", [Well("A1", "EBV", 45, 30), Well("A2", "EBV", 60, 0), Well("A2", "RPP30", 0, 0), new("A3", "P2", "EBV", "", 3, 90)], 0.85));
        Approve(PartitionFigure.Render(results, Doors()), "partitions");
        Assert.Equal("", PartitionFigure.Render([results[3]], Doors()));
    }

    /// <summary>Ten runs set the limits, one later run breaks 1-3s, two state no date.</summary>
    [Fact]
    public void Levey_Jennings()
    {
        double[] values = [3.02, 2.97, 3.05, 3.00, 2.94, 3.03, 2.99, 3.06, 2.96, 3.01, 3.04, 3.31, 2.98, 3.02];
        var runs = values.Select((v, i) => Analysis.ControlSeriesTests.Run($"P{i + 1:00}", i < 12 ? $"2026-01-{i + 1:00}" : "", v));
        Approve(LeveyJenningsFigure.Render(ControlCharts.Of([.. runs]).Single(), Doors()), "levey-jennings");
    }

    /// <summary>Two kits of one marker, a change of lot, a result without a cut-off, and one before any dose day: three lines, none across kits.</summary>
    [Fact]
    public void Serology()
    {
        SerologyPointResult Of(int i, int? day, string marker, string kit, string lot, double? ratio, string call) =>
            new($"subject.S01.serology.{i}", "2026-01-12", day, marker, kit, lot, ratio, "index", 1, ratio, call, ratio is null ? "no cut-off of kit and lot" : "");
        var subject = Results.Subjects[0] with
        {
            Serology = [Of(1, 0, "VCA IgA", "Kit A", "L1", 2.4, "positive"), Of(2, 42, "VCA IgA", "Kit A", "L2", 2.1, "positive"), Of(3, 91, "VCA IgA", "Kit B", "9", 0.7, "negative"), Of(4, 120, "VCA IgA", "Kit B", "9", 1.05, "equivocal"),
                Of(5, 0, "EBNA1 IgA", "Kit A", "L1", 0.8, "negative"), Of(6, 91, "EBNA1 IgA", "Kit A", "L1", 0.9, "negative"), Of(7, 91, "EA-D IgA", "Kit A", "L1", null, "notEvaluable"), Of(8, null, "EA-D IgA", "Kit A", "L1", 1.4, "positive")],
        };

        string svg = SerologyFigure.Render(subject, Doors());

        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(svg, "<path class=\"[a-z]+Line( dashed)?\""));
        Assert.Empty(SerologyFigure.Render(subject with { Serology = [] }, Doors()));
        Approve(svg, "serology");
    }

    [Fact]
    public void Power()
    {
        OperatingCharacteristics At(int n, double more) => new(n, 1000, more, 0.01, 0.01, 0.99 - more - 0.2, 0.2, more + 0.1, more + 0.05, Math.Min(1, more + 0.3), 0.1, n - 1);
        Approve(PowerFigure.Render(new PlanningResult(new PlanningSettings(), At(30, 0.6), [At(10, 0.1), At(20, 0.4), At(30, 0.6), At(40, 0.8)], 0.8, 40, 12, "40 subjects reach it.")), "power");
    }
}
