using Cavum.Analysis;

namespace Cavum.Tests.Analysis;

public class ControlSeriesTests
{
    /// <summary>One run with a positive control in one well: slope −1, so that log10 copies = intercept − Cq.</summary>
    internal static QpcrRunResult Run(string name, string date, double log10Copies) => new(
        "run." + name, name, $"sources/{name}.rdml", "bamhi-w", "simulated", 45, 1, true, [], -1, 40, 1, 9, 0, null, [],
        [new WellResult($"run.{name}.wells.A1", "A1", "PC", "positiveControl", "BamHI-W", 40 - log10Copies, "quantified", [])])
    {
        Date = date,
    };

    private static IEnumerable<string> Order(params (string Name, string Date)[] runs) =>
        Assert.Single(ControlCharts.Of([.. runs.Select(r => Run(r.Name, r.Date, 3))])).Points.Select(p => p.Run);

    /// <summary>By text "02.01.2026" stands before "1 Dec 2025", and "10:05 PM" before "9:00 AM".</summary>
    [Fact]
    public void Runs_stand_in_the_order_in_which_they_were_run_however_the_instrument_writes_the_date() =>
        Assert.Equal(["nov", "dec", "jan2", "jan2b", "jan3", "jan3b", "jan14", "feb", "mar", "apr"], Order(
            ("apr", "04/26/2026"), ("jan14", "14/01/2026"), ("jan3b", "2026-01-03 10:05:08 PM PDT"), ("jan3", "2026-01-03 9:00:00 AM PDT"), ("mar", "20260301"), ("feb", "Feb 5, 2026"),
            ("jan2", "02.01.2026"), ("dec", "1 Dec 2025"), ("nov", "Sun Nov 30 10:05:08 2025"), ("jan2b", "2026-01-03T01:00:00+02:00")));

    [Fact]
    public void A_run_without_one_date_stands_last_and_is_counted()
    {
        var chart = Assert.Single(ControlCharts.Of([Run("a", "05/03/2026", 3), Run("b", "", 3), Run("c", "2026-13-01", 3), Run("d", "2026-04-01", 3), Run("e", "5/5/2026", 3)]));

        Assert.Equal(["d", "e", "a", "b", "c"], chart.Points.Select(p => p.Run));
        Assert.Equal([true, true, false, false, false], chart.Points.Select(p => p.Dated));
        Assert.Equal(3, chart.Undated);
    }

    /// <summary>Ten runs set the limits; the eleventh by date, first by text, is the one that is judged.</summary>
    [Fact]
    public void The_limits_come_from_the_first_runs_in_time()
    {
        var runs = Enumerable.Range(1, 10).Select(d => Run($"r{d:00}", $"{d + 10}.11.2025", d % 2 == 0 ? 3.0 : 3.2)).Append(Run("late", "02.12.2025", 4));

        var chart = Assert.Single(ControlCharts.Of([.. runs]));

        Assert.Equal(3.1, chart.Mean!.Value, 12);
        Assert.Equal("late", chart.Points[^1].Run);
        Assert.True(chart.Points[^1].Rejected);
        Assert.Equal(1, chart.Rejected);
    }
}
