using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Tests.Analysis;

public class MouseChainTests(SimulatedStudy study) : IClassFixture<SimulatedStudy>
{
    private MouseResult Mouse => study.Analysed.Results.Mouse!;

    [Fact]
    public void What_the_simulator_put_in_comes_out()
    {
        Assert.Equal("synergy", Mouse.Direction);
        Assert.Equal("more", Mouse.AgainstIcb);
        Assert.Equal(32, Mouse.Mice);
        // Truth: slopes 0.15, 0.135, 0.11, −0.03 a day; three standard errors and no more.
        double[] truth = [0.15, 0.135, 0.11, -0.03];
        for (int a = 0; a < 4; a++) Assert.InRange(Mouse.Arms[a].Slope!.Value, truth[a] - 3 * Mouse.Arms[a].SlopeStdErr!.Value, truth[a] + 3 * Mouse.Arms[a].SlopeStdErr!.Value);
        var combination = Mouse.Comparisons.Single(c => c.Marker == "CD44 and CD69" && c.Arm == "combination");
        Assert.True(combination.OddsRatio > 1.5);
        Assert.Equal(16 * 3, Mouse.Readouts.Count);
        Assert.All(Mouse.Readouts, r => Assert.InRange(r.Percent!.Value, r.Lower!.Value, r.Upper!.Value));
        Assert.All(Mouse.Densities, d => Assert.Equal(d.Events, d.Counts.Sum()));
    }

    [Fact]
    public void What_goes_into_a_paper_is_the_results_in_words_figures_that_stand_alone_and_the_table()
    {
        var (methods, results) = MousePaper.Paragraphs(Mouse);
        Assert.Contains("32 mice in 4 arms (vehicle, n = 8;", methods, StringComparison.Ordinal);
        Assert.Contains("left-censored", methods, StringComparison.Ordinal);
        Assert.Contains($"were {Show.Number(Mouse.Synergy.Ratio)} (95 % CI {Show.Number(Mouse.Synergy.Lower)} to {Show.Number(Mouse.Synergy.Upper)}) times the volume expected", results, StringComparison.Ordinal);
        Assert.Contains("This is synergy.", results, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", results, StringComparison.Ordinal);
        var figures = MousePaper.Figures(Mouse);
        Assert.Equal(["growth", "means", "synergy", "sensitivity", "survival", "density", "readouts"], figures.Select(f => f.Name));
        foreach (var f in figures)
        {
            var svg = System.Xml.Linq.XDocument.Parse(f.Svg).Root!;
            Assert.Equal("svg", svg.Name.LocalName);
            Assert.NotNull(svg.Attribute("width"));
            Assert.DoesNotContain("var(", f.Svg, StringComparison.Ordinal);
            Assert.DoesNotContain("<a ", f.Svg, StringComparison.Ordinal);
        }
        var arrive = CsvTable.Parse(MousePaper.ArriveCsv(Mouse), "arrive.csv").Value;
        Assert.Equal(21, arrive.Rows.Count);
        Assert.Equal(Mouse.Arrive[4].Statement, arrive.Rows[4]["statement"]);
    }

    [Fact]
    public void Mouse_and_patient_agree_only_where_both_speak()
    {
        Assert.Equal("agree", MouseAgreement.Word("more", "moreEffective"));
        Assert.Equal("disagree", MouseAgreement.Word("less", "moreEffective"));
        Assert.Equal("oneIsUndecided", MouseAgreement.Word("neither", "moreEffective"));
        Assert.Equal("notComparable", MouseAgreement.Word("more", "notAnswerable"));
        Assert.Equal("notComparable", MouseAgreement.Word("more", null));
    }

    [Fact]
    public void Report_command_writes_figures_statistics_and_the_ARRIVE_table()
    {
        using var copy = new CopiedStudy(study.Folder);
        string path = Path.Combine(copy.Folder, "mouse.html");

        var json = Run.Json("preclinical", "report", copy.Folder, "--out", path);

        string page = File.ReadAllText(path);
        foreach (string part in (string[])["id=\"mouse-growth-t\"", "id=\"mouse-synergy-t\"", "id=\"mouse-survival-t\"", "id=\"mouse-density-t\"", "ARRIVE 2.0", "▼ not reported", "Research use; a clinician decides."])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Equal(Mouse.Synergy.Ratio!.Value, json.GetProperty("synergy").GetProperty("ratio").GetDouble(), 1e-12);
        Assert.Equal(1, Run.Cavum("preclinical", "report", Path.GetTempPath(), "--out", path).Exit);
    }

    [Fact]
    public void Diameters_become_volumes_and_what_is_wrong_is_refused_all_at_once()
    {
        string folder = Directory.CreateTempSubdirectory("cavum-mouse-").FullName;
        try
        {
            const string Document = """{"title":"t","model":"m","arms":[{"name":"C","role":"control"},{"name":"A","role":"asparaginase"},{"name":"B","role":"antiPd1"},{"name":"AB","role":"combination"}]}""";
            File.WriteAllText(Path.Combine(folder, "mouse.json"), Document);
            var text = new System.Text.StringBuilder("mouse,arm,day,length,width\n");
            var chance = new SeededRandom(3);
            foreach (var (arm, rate) in (ReadOnlySpan<(string, double)>)[("C", 0.04), ("A", 0.035), ("B", 0.03), ("AB", 0.01)])
                for (int i = 0; i < 3; i++)
                    for (int day = 0; day <= 12; day += 3) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{arm}{i},{arm},{day},{6 * Math.Exp(rate * day + 0.02 * chance.NextNormal()):0.000},{5 * Math.Exp(rate * day):0.000}\n");
            File.WriteAllText(Path.Combine(folder, "volumes.csv"), text.ToString());

            var good = MouseChain.Run(folder).Value.Result;

            Assert.Equal(4, good.Arms.Count);
            Assert.Empty(good.Readouts);
            Assert.Equal("▼", MouseDocument.Render(MouseChain.Run(folder).Value).Contains("▼ not reported", StringComparison.Ordinal) ? "▼" : "");
            var first = good.Curves.Single(c => c.Mouse == "C0").Points[0].Volume!.Value;
            Assert.InRange(first, 5 * 5 * 6 * 0.9 / 2, 5 * 5 * 6 * 1.1 / 2);

            File.WriteAllText(Path.Combine(folder, "volumes.csv"), text + "C0,X,15,5,4\nA0,A,oops,5,4\nB0,B,15,-2,4\n");
            var wrong = MouseChain.Run(folder).Problems;
            Assert.Contains(wrong, p => p.Read == "-2");
            File.WriteAllText(Path.Combine(folder, "mouse.json"), Document.Replace("\"combination\"", "\"other\"", StringComparison.Ordinal));
            Assert.Contains(MouseChain.Run(folder).Problems, p => p.Read.Contains("combination", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_changed_cytometry_file_is_refused()
    {
        using var copy = new CopiedStudy(study.Folder);
        copy.FlipByte(study.Analysed.Record.Sources.Values.First(s => s.Kind == "fcs").Path);

        Assert.Contains(StudyAnalysis.Run(copy.Folder, pictures: false).Problems, p => p.Expected.Contains("bytes have changed", StringComparison.Ordinal));
    }
}
