using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Tests.Answer;

public class WhatIfTests
{
    private static readonly Lazy<StudyResults> Study = new(() =>
    {
        using var study = new GeneratedStudy(24, 0.3, "\"monitoring\":{\"dataCuts\":[\"2024-06-30\",\"2024-12-31\"]}", controls: 1);
        // As the site has it: read back from results.json.
        return JsonSerializer.Deserialize<StudyResults>(CanonicalJson.Write(StudyAnalysis.Run(study.Folder).Value.Results), CanonicalJson.Options)!;
    });

    [Fact]
    public void Nothing_changed_is_the_answer_of_the_report()
    {
        var same = WhatIf.Of(Study.Value, new()).Value;

        Assert.Equal(Study.Value.Answer.Verdict, same.Verdict);
        Assert.Equal(same.VerdictPlanned, same.Verdict);
        Assert.Equal(Study.Value.Answer.Lines.Single(l => l.ResultId == "answer.lines.pfs").Effect.Value!.Value, same.Lines.Single(l => l.Name.StartsWith("PFS", StringComparison.Ordinal)).Value!.Value, 1e-12);
    }

    [Fact]
    public void A_factor_on_the_hazard_ratio_moves_exactly_that_line()
    {
        var plain = WhatIf.Of(Study.Value, new()).Value;
        var moved = WhatIf.Of(Study.Value, new() { HazardMultiplier = 2 }).Value;

        for (int i = 0; i < plain.Lines.Count; i++)
        {
            if (plain.Lines[i].Name.StartsWith("PFS", StringComparison.Ordinal)) Assert.Equal(2 * plain.Lines[i].Value!.Value, moved.Lines[i].Value!.Value, 1e-12);
            else Assert.Equal(plain.Lines[i], moved.Lines[i]);
        }
    }

    [Fact]
    public void What_is_out_of_range_or_unknown_is_refused_at_once()
    {
        var refused = WhatIf.Of(Study.Value, new() { RobustWeight = 2, HazardMultiplier = 0, WithoutArms = ["nobody"], WithoutSubjects = ["X"] });

        Assert.Equal(4, refused.Problems.Count);
    }

    [Fact]
    public void Each_data_cut_shows_its_answer_and_what_changed_since_the_one_before()
    {
        var cuts = Study.Value.Monitoring!.Cuts;

        Assert.Equal(["2024-06-30", "2024-12-31", "2026-10-31"], cuts.Select(c => c.Cut));
        Assert.True(cuts[0].Subjects < cuts[1].Subjects && cuts[1].PfsEvents < cuts[2].PfsEvents);
        Assert.Contains(cuts[1].ChangedSince, c => c.StartsWith("subjects:", StringComparison.Ordinal));
        Assert.Equal(Study.Value.Answer.Lines.Single(l => l.ResultId == "answer.lines.pfs").Effect.Value!.Value, cuts[^1].PfsHazardRatio!.Value, 1e-12);
    }

    [Fact]
    public void Leaving_each_subject_out_and_each_population_alone_are_shown()
    {
        var answer = Study.Value.Answer;

        Assert.Equal(24, answer.LeaveOneOut!.Count);
        Assert.Equal(["RM-NPC", "LA-NPC", "together"], answer.Populations!.Select(p => p.Population));
        Assert.Equal(18, answer.Populations![0].Subjects);
        Assert.Equal("answer.hierarchy.response", answer.Hierarchy![0].ResultId);
        Assert.All(answer.Hierarchy.Skip(1), s => Assert.Equal("descriptive", s.Status)); // no scan, so the gate stays closed
    }
}
