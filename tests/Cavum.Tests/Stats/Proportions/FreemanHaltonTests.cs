using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class FreemanHaltonTests
{
    /// <summary>R 4.2.2 fisher.test (workspace 2e8), the p-values to the digits printed.</summary>
    [Theory]
    [MemberData(nameof(FromR))]
    public void Agrees_with_R(string counts, double expected)
    {
        int[,] table = Parse(counts);
        Assert.Equal(expected, FreemanHalton.Test(table).PValue!.Value, 1e-9 * expected);
        Assert.Equal(expected, FreemanHalton.Test(Transpose(table)).PValue!.Value, 1e-9 * expected);
    }

    public static TheoryData<string, double> FromR => new()
    {
        { "3,1,2;0,4,5;1,1,9", 0.0455809206273596 },
        { "10,2,0,3;4,6,5,1;0,1,7,2", 0.000187265252263944 },
        { "1,0,0,0,0;0,1,0,0,0;0,0,1,0,0;0,0,0,1,0;0,0,0,0,1", 1 },
        { "12,5,3;2,9,11", 0.00173876051320885 },
        { "0,0,3,0;4,0,0,1;0,5,0,0", 2.77500277500276e-05 },
        { "7,3,2,6,1;2,8,4,1,5", 0.0181531679718073 },
        { "25,4,6;8,19,7;3,5,22", 9.76151582487624e-10 },
    };

    /// <summary>Every table of small margins, counted one by one without any network.</summary>
    [Theory]
    [InlineData("2,1,0;0,1,3;1,2,1")]
    [InlineData("1,1,1;1,1,1;1,1,1")]
    [InlineData("0,4,1;3,0,2")]
    [InlineData("5,0,0;0,5,0;0,0,5")]
    public void Agrees_with_plain_enumeration(string counts)
    {
        int[,] table = Parse(counts);
        double observed = Probability(table), sum = 0, all = 0;
        foreach (int[,] other in Tables(table))
        {
            double p = Probability(other);
            all += p;
            if (p <= observed * (1 + 1e-7)) sum += p;
        }
        Assert.Equal(1, all, 1e-12);
        Assert.Equal(sum, FreemanHalton.Test(table).PValue!.Value, 1e-12);
    }

    [Fact]
    public void A_two_by_two_table_is_the_plain_test_and_empty_margins_carry_nothing()
    {
        Assert.Equal(FisherExact.Test(7, 15, 12, 15).PValue, FreemanHalton.Test(new[,] { { 7, 8 }, { 12, 3 } }).PValue!.Value, 1e-13);
        Assert.Equal(FreemanHalton.Test(Parse("3,1,2;0,4,5")).PValue, FreemanHalton.Test(Parse("3,0,1,2;0,0,0,0;0,0,4,5")).PValue);
        Assert.Equal(1, FreemanHalton.Test(Parse("3,1,2")).PValue);
        Assert.Null(FreemanHalton.ChiSquareTest(Parse("3,1,2;0,0,0")));
    }

    [Fact]
    public void Draws_come_near_and_repeat_and_a_table_beyond_the_limit_says_so()
    {
        int[,] table = Parse("3,1,2;0,4,5;1,1,9");
        double exact = FreemanHalton.Test(table).PValue!.Value;
        var drawn = FreemanHalton.Simulate(table, 20_000, 7);
        Assert.InRange(drawn.PValue!.Value, exact - 4 * drawn.MonteCarloError!.Value, exact + 4 * drawn.MonteCarloError.Value);
        Assert.Equal(drawn, FreemanHalton.Simulate(table, 20_000, 7));
        Assert.Equal(TableTestStatus.TooLarge, FreemanHalton.Test(Parse("20,18,25,30;31,12,15,9;8,25,14,22;5,6,7,8"), 10_000).Status);
        Assert.Throws<ArgumentOutOfRangeException>(() => FreemanHalton.Test(new[,] { { 1, -1 }, { 2, 3 } }));
        Assert.Throws<ArgumentException>(() => FreemanHalton.Test(new int[2, 3]));
    }

    [Fact]
    public void The_command_reads_rows_or_cells_or_the_table_itself()
    {
        string subjects = SurvivalCommandTests.Write("arm,best\nA,CR\nA,PR\nA,PR\nB,PD\nB,SD\nB,PD\nC,SD\nC,PR\nNA,PD\n");
        string cells = SurvivalCommandTests.Write("arm,best,n\nA,CR,1\nA,PR,2\nB,PD,2\nB,SD,1\nC,SD,1\nC,PR,1\n");
        var read = Run.Cavum("binomial", "table", subjects, "--row", "arm", "--column", "best", "--json");
        Assert.Contains("1 of 9 rows left out", read.Error, StringComparison.Ordinal);
        double p = read.Json.GetProperty("fisher").GetProperty("pValue").GetDouble();
        Assert.Equal(p, Run.Json("binomial", "table", cells, "--row", "arm", "--column", "best", "--count", "n").GetProperty("fisher").GetProperty("pValue").GetDouble());
        Assert.Equal(p, Run.Json("binomial", "table", "--counts", "1,2,0,0;0,0,2,1;0,1,0,1").GetProperty("fisher").GetProperty("pValue").GetDouble(), 1e-14);
        Assert.Equal(TwoProportions.ChiSquareTest(7, 15, 12, 15)!.Value.ChiSquare,
            Run.Json("binomial", "table", "--counts", "7,8;12,3").GetProperty("chiSquare").GetProperty("statistic").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("1,2;3", 1, "2, as in the first row")]
    [InlineData("1,-2;3,x", 2, "a whole number of subjects")]
    [InlineData("0,0;0,0", 1, "1 to 60000")]
    public void The_command_refuses_what_is_no_table(string counts, int problems, string reason)
    {
        var result = Run.Cavum("binomial", "table", "--counts", counts, "--json");
        Assert.Equal(1, result.Exit);
        Assert.Equal(problems, result.Json.GetProperty("refused").GetArrayLength());
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    private static int[,] Parse(string text)
    {
        int[][] rows = [.. text.Split(';').Select(r => r.Split(',').Select(int.Parse).ToArray())];
        var table = new int[rows.Length, rows[0].Length];
        for (int i = 0; i < rows.Length; i++)
            for (int j = 0; j < rows[0].Length; j++) table[i, j] = rows[i][j];
        return table;
    }

    private static int[,] Transpose(int[,] a)
    {
        var t = new int[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < a.GetLength(1); j++) t[j, i] = a[i, j];
        return t;
    }

    private static int[] Sums(int[,] t, bool rows) => [.. Enumerable.Range(0, t.GetLength(rows ? 0 : 1)).Select(i =>
        Enumerable.Range(0, t.GetLength(rows ? 1 : 0)).Sum(j => rows ? t[i, j] : t[j, i]))];

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static double Probability(int[,] t) =>
        Sums(t, true).Concat(Sums(t, false)).Aggregate(1.0, (p, x) => p * Factorial(x)) / Factorial(t.Cast<int>().Sum()) / t.Cast<int>().Aggregate(1.0, (p, x) => p * Factorial(x));

    private static IEnumerable<int[,]> Tables(int[,] like)
    {
        int r = like.GetLength(0), c = like.GetLength(1);
        int[] rows = Sums(like, true), columns = Sums(like, false);
        var t = new int[r, c];
        return Fill(0);

        IEnumerable<int[,]> Fill(int cell)
        {
            if (cell == r * c)
            {
                if (Sums(t, true).SequenceEqual(rows) && Sums(t, false).SequenceEqual(columns)) yield return t;
                yield break;
            }
            for (int x = 0; x <= Math.Min(rows[cell / c], columns[cell % c]); x++)
            {
                t[cell / c, cell % c] = x;
                foreach (var done in Fill(cell + 1)) yield return done;
            }
            t[cell / c, cell % c] = 0;
        }
    }
}
