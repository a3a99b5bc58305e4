namespace Cavum.Tests.Study;

/// <summary>A small, valid study folder without raw files, for tests to spoil.</summary>
internal sealed class TemporaryStudy : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cavum-study-").FullName;

    public TemporaryStudy()
    {
        Write("study.json", """{"title":"A study","nctId":null,"conditions":["NPC"],"interventions":[{"type":"DRUG","name":"Anti-PD1"}],"primaryOutcomes":[],"secondaryOutcomes":[]}""");
        Write("design.json", """
            {"study":"T","dataCut":"2026-06-30","drugs":{"antiPd1":{"product":"pembrolizumab"},"asparaginase":{"product":"native"}},
             "schedule":{"samples":[{"name":"baseline","day":0,"windowDays":7}],"scans":[{"name":"baseline","day":-7,"windowDays":21},{"name":"month 3","day":91,"windowDays":21}]}}
            """);
        Write("subjects.csv", "subject,setting,sex,birthDate,heightCm,weightKg,stageEdition,t,n,m,consentDate\nS01,RM-NPC,M,1970-05-01,170,65,AJCC8,T3,N2,M1,2025-12-20\nS02,LA-NPC,F,1981-02-03,160,52,AJCC8,T4,N1,M0,2025-12-21\n");
        Write("prior-icb.csv", "subject,drug,startDate,progressionDate,bestResponse\nS01,nivolumab,2025-01-01,2025-06-01,PD\nS02,toripalimab,2025-02-01,2025-10-01,SD\n");
        Write("exposures.csv", "subject,drug,product,startDate,endDate,dose,unit\nS01,asparaginase,native,2026-01-01,2026-01-05,6000,IU/m2\nS01,antiPd1,pembrolizumab,2026-01-06,2026-01-06,200,mg\nS02,asparaginase,native,2026-01-10,2026-01-14,6000,IU/m2\n");
        Write("samples.csv", "sample,subject,collectedDate,matrix,assay,reported,reportedUnit,lod,loq\nA,S01,2026-01-01,plasma,X,5000,IU/mL,20,35\nB,S01,2026-01-29,plasma,X,1000,IU/mL,20,35\nC,S02,2026-01-10,plasma,X,< 35,IU/mL,20,35\n");
        Write("events.csv", "subject,date,event,basis\nS01,2026-05-01,progression,RECIST\nS02,2026-06-20,lastContact,\n");
        Write("deaths.csv", "subject,date,cause\nS01,2026-06-01,disease\n");
    }

    public void Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Replace(string name, string old, string now)
    {
        string path = Path.Combine(Folder, name), text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, now, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
