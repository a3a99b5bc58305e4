using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class DecisionTableTests
{
    private static DecisionTable[] All() =>
    [
        MetabolicTables.Percist, MetabolicTables.PercistVerification, MetabolicTables.Eortc, MetabolicTables.IPercist, MetabolicTables.Percimt,
        MetabolicTables.ImPercist5, MetabolicTables.Pecrit, VisualTables.HopkinsSite, VisualTables.Hopkins, VisualTables.Deauville,
        VisualTables.NiRadsPrimary, VisualTables.NiRadsNeck, VisualTables.NiRads, VisualTables.TumourPresent,
        AnatomicTables.RecistTarget, AnatomicTables.Recist, AnatomicTables.IRecist, AnatomicTables.IRecistBest,
    ];

    public static IEnumerable<TheoryDataRow<string>> Names() => All().Select(t => new TheoryDataRow<string>(t.Name));

    private static IEnumerable<FactSheet> Combinations(DecisionTable table)
    {
        string[] names = [.. table.Facts.Keys];
        int total = table.Facts.Values.Aggregate(1, (product, values) => product * values.Count);
        for (int n = 0; n < total; n++)
        {
            var facts = new FactSheet();
            int rest = n;
            foreach (string name in names)
            {
                var values = table.Facts[name];
                facts.Add(name, values[rest % values.Count]);
                rest /= values.Count;
            }
            yield return facts;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_combination_of_facts_is_decided_and_every_row_is_reached(string name)
    {
        var table = All().Single(t => t.Name == name);
        var reached = Combinations(table).Select(facts => table.Decide(facts).Row).ToHashSet();
        Assert.Equal(table.Rows.Select(r => r.Id), table.Rows.Select(r => r.Id).Where(reached.Contains));
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_table_names_its_source_version_and_distinct_rows(string name)
    {
        var table = All().Single(t => t.Name == name);
        Assert.NotEmpty(table.Source);
        Assert.NotEmpty(table.Version);
        Assert.Equal(table.Rows.Count, table.Rows.Select(r => r.Id).Distinct().Count());
        Assert.All(table.Rows, r => Assert.EndsWith(".", r.Because, StringComparison.Ordinal));
    }

    [Fact]
    public void The_path_keeps_the_rows_passed_over_and_tells_each_number_once()
    {
        var table = DecisionTable.Parse("""
            table T
            version 1
            source here
            fact a: yes no
            row T-1 | a=yes | X | First.
            row T-2 | a=no | Y | Second.
            row T-3 | * | Z | Last.
            """);

        var decision = table.Decide(new FactSheet().Add("a", false, "3 < 4"));

        Assert.Equal("Y", decision.Category);
        Assert.Equal(["T-1 passed over: a is no (3 < 4)", "T-2 holds: a is no -> Y: Second."], decision.Path);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("table T\nrow T-1 | a=yes | X | No such fact.")]
    [InlineData("table T\nfact a: yes no\nrow T-1 | a=maybe | X | No such value.\nrow T-2 | * | Y | Last.")]
    [InlineData("table T\nfact a: yes no\nrow T-1 | a=yes | X | Not always.")]
    [InlineData("table T\nrow T-1 | * | X")]
    [InlineData("table T")]
    public void A_table_that_breaks_its_rules_is_a_fault(string text) => Assert.Throws<FormatException>(() => DecisionTable.Parse(text));

    [Fact]
    public void A_fact_must_be_stated_with_a_known_value()
    {
        Assert.Throws<ArgumentException>(() => MetabolicTables.Pecrit.Decide(new FactSheet().Add("recist", "CR")));
        Assert.Throws<ArgumentException>(() => MetabolicTables.Pecrit.Decide(new FactSheet().Add("recist", "good").Add("hottest", "above")));
    }
}
