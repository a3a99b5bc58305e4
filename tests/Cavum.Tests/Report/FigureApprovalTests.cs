using Cavum.Analysis;
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
}
