namespace Cavum.Tests.Stats;

public class FormulaNameTests
{
    [Fact]
    public void Names_with_the_signs_of_a_formula_stand_in_backquotes()
    {
        var text = new System.Text.StringBuilder("id,day,y,plain,\"dose:mg\",\"a,b\"\n");
        var random = new Cavum.Core.SeededRandom(3);
        for (int i = 0; i < 20; i++)
            for (int day = 0; day < 3; day++)
            {
                int dose = i % 3;
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{day},{dose + 0.5 * day + random.NextNormal()},{dose},{dose},{i % 5}\n");
            }
        string file = SurvivalCommandTests.Write(text.ToString());
        string[] args = ["longitudinal", "mixed", file, "--subject", "id", "--value", "y", "--covariates"];
        var plain = Run.Json([.. args, "plain*day"]);
        var quoted = Run.Json([.. args, "`dose:mg`*day"]);
        Assert.Equal(plain.GetProperty("logLikelihood").GetDouble(), quoted.GetProperty("logLikelihood").GetDouble());
        Assert.Contains("dose:mg", quoted.GetRawText());
        Assert.Equal(0, Run.Cavum([.. args, "`a,b`,day"]).Exit);
        Assert.Equal(1, Run.Cavum([.. args, "dose:mg"]).Exit); // without backquotes these are two columns, which are not there

        string survival = SurvivalCommandTests.Write("t,e,\"a,b\"\n1,1,0\n2,1,1\n3,0,1\n4,1,0\n5,1,2\n");
        Assert.Equal("a,b", Run.Json("survival", "cox", survival, "--time", "t", "--event", "e", "--covariates", "`a,b`").GetProperty("coefficients")[0].GetProperty("name").GetString());
    }
}
