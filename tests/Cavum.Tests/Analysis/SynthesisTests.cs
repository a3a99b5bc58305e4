using Cavum.Analysis;

namespace Cavum.Tests.Analysis;

/// <summary>The verdict rule of docs/methods/verdict.md, row by row, and its properties over all combinations of three lines.</summary>
public class SynthesisTests
{
    private static readonly string[] Directions = ["more", "less", "neither", "notAnswerable"];

    private static string Verdict(string a, string b, string c, bool matched = false, bool beyond = true, bool decides = true) => Synthesis.Verdict(
        new("A", a, matched, "a", LineKind.Response, true, beyond), new("B", b, true, "b", LineKind.TimeToEvent, decides), new("C", c, true, "c", LineKind.Course)).Verdict;

    [Theory]
    [InlineData("more", "more", "neither", false, "moreEffective")]
    [InlineData("more", "neither", "more", false, "moreEffective")]
    [InlineData("more", "neither", "neither", false, "noClearDifference")]
    [InlineData("neither", "more", "more", false, "noClearDifference")]
    [InlineData("neither", "less", "less", false, "lessEffective")]
    [InlineData("less", "less", "neither", true, "lessEffective")]
    [InlineData("less", "less", "neither", false, "noClearDifference")]
    [InlineData("more", "less", "neither", false, "notAnswerable")]
    [InlineData("notAnswerable", "notAnswerable", "more", false, "notAnswerable")]
    [InlineData("more", "notAnswerable", "neither", false, "notAnswerable")]
    [InlineData("neither", "neither", "neither", false, "noClearDifference")]
    public void Each_row_of_the_rule_holds(string a, string b, string c, bool matched, string expected) => Assert.Equal(expected, Verdict(a, b, c, matched));

    [Fact]
    public void A_claim_within_the_planned_bound_is_not_answerable()
    {
        Assert.Equal("notAnswerable", Verdict("more", "more", "more", beyond: false));
        Assert.Equal("notAnswerable", Verdict("less", "less", "neither", matched: true, beyond: false));
    }

    [Fact]
    public void A_line_that_does_not_decide_neither_carries_nor_blocks_a_verdict()
    {
        foreach (string a in Directions)
            foreach (string c in Directions)
            {
                string[] verdicts = [.. Directions.Select(b => Verdict(a, b, c, decides: false)).Distinct()];
                Assert.Single(verdicts);
            }
    }

    [Fact]
    public void One_line_never_carries_a_verdict_and_an_unmatched_control_never_says_less()
    {
        foreach (bool matched in new[] { false, true })
            foreach (string a in Directions)
                foreach (string b in Directions)
                    foreach (string c in Directions)
                    {
                        string verdict = Verdict(a, b, c, matched);
                        string[] all = [a, b, c];
                        if (verdict == "moreEffective") Assert.True(a == "more" && all.Count(d => d == "more") >= 2 && !all.Contains("less"));
                        if (verdict == "lessEffective") Assert.True(b == "less" && !all.Contains("more") && (c == "less" || (a == "less" && matched)));
                        if (all.Contains("more") && all.Contains("less")) Assert.Equal("notAnswerable", verdict);
                    }
    }
}
