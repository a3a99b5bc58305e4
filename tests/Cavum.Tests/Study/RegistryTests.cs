using Cavum.Study;

namespace Cavum.Tests.Study;

public class RegistryTests
{
    [Fact]
    public void Reads_the_download_of_today_and_the_older_one()
    {
        var today = RegistryReader.ReadRegistry("NCT Number,Study Title,Interventions,Primary Outcome Measures\n,T,DRUG: Anti-PD1|DRUG: asparaginase: native,\"EBV DNA, in plasma, to 50 copies, 3 months\"\n", "r.csv").Value;
        var older = RegistryReader.ReadRegistry("Rank,NCT Number,Title,Status,Interventions,Outcome Measures\n1,NCT00000001,T,Recruiting,Drug: Anti-PD1|Dietary Supplement: X,EBV DNA|PET\n", "r.csv").Value;

        Assert.Equal([new Intervention("DRUG", "Anti-PD1"), new("DRUG", "asparaginase: native")], today.Interventions);
        Assert.Equal(new PlannedOutcome("EBV DNA", "in plasma, to 50 copies", "3 months"), today.PrimaryOutcomes.Single());
        Assert.Equal([new Intervention("DRUG", "Anti-PD1"), new("DIETARY_SUPPLEMENT", "X")], older.Interventions);
        Assert.Equal("NCT00000001", older.NctId);
    }

    [Fact]
    public void Reads_one_study_of_an_answer_and_refuses_several()
    {
        const string study = """{"protocolSection":{"identificationModule":{"briefTitle":"T"},"armsInterventionsModule":{"interventions":[{"type":"DRUG","name":"A"}]}}}""";

        Assert.Equal("T", RegistryReader.ReadRegistry("{\"studies\":[" + study + "]}", "r.json").Value.Title);
        Assert.Equal("r.json: read '2 records'; expected one record: one study at a time.", RegistryReader.ReadRegistry("{\"studies\":[" + study + "," + study + "]}", "r.json").Problems.Single().ToString());
    }

    [Theory]
    [InlineData("", "r.csv: nothing was read; expected a header row that names the columns.")]
    [InlineData("NCT Number,Study Title\nN,T\n", "r.csv, line 1: read 'NCT Number, Study Title'; expected a column 'Interventions'.")]
    [InlineData("Study Title,Interventions\nA,DRUG: X\nB,DRUG: Y\n", "r.csv: read '2 records'; expected one record: one study at a time.")]
    [InlineData("Study Title,Interventions\n,DRUG: X\n", "r.csv, line 2, column Study Title: nothing was read; expected the title of the study.")]
    [InlineData("{}", "r.csv: nothing was read; expected a protocolSection, as the registry's API version 2 gives it.")]
    public void Refuses_what_is_no_record(string text, string expected) =>
        Assert.Equal(expected, RegistryReader.ReadRegistry(text, "r.csv").Problems.Single().ToString());
}
