using Cavum.Core;

namespace Cavum.Study;

/// <summary>Starts a study folder from a registry record: its description, a design to fill in, and empty tables with their columns.</summary>
public static class NewStudy
{
    private static readonly (string File, string Columns)[] EmptyTables =
    [
        ("subjects.csv", "subject,setting,sex,birthDate,heightCm,weightKg,stageEdition,t,n,m,diagnosisDate,consentDate,ecog"),
        ("prior-icb.csv", "subject,drug,partner,startDate,lastDoseDate,bestResponse,progressionDate"),
        ("exposures.csv", "subject,drug,product,startDate,endDate,dose,unit,lot"),
        ("samples.csv", "sample,subject,collectedDate,matrix,run,runSample,assay,reported,reportedUnit,lod,loq"),
        ("serology.csv", "subject,collectedDate,antigen,isotype,kit,lot,value,unit,cutoff"),
        ("scans.csv", "scan,subject,date,timePoint,pt,ct"),
        ("marks.csv", "scan,mark,kind,site,x,y,z,method,mask,roi,reader"),
        ("reads.csv", "scan,reader,hopkins,newLesion,comment"),
        ("labs.csv", "subject,date,test,value,unit,lower,upper"),
        ("adverse-events.csv", "subject,term,grade,startDate,endDate,serious,relatedAsparaginase,relatedAntiPd1"),
        ("events.csv", "subject,date,event,basis"),
        ("deaths.csv", "subject,date,cause"),
        ("measurements.csv", "subject,date,sumOfDiametersMm"),
        ("sources.csv", "path,sha256,kind"),
    ];

    /// <summary>Writes the folder; refuses one that already holds anything.</summary>
    /// <param name="today">The first data cut of the design, a placeholder that the team moves.</param>
    public static Outcome<IReadOnlyList<string>> Create(string folder, RegistryRecord registry, DateOnly today)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            return Outcome<IReadOnlyList<string>>.Refused(new Problem(folder, "a folder that holds files", "a new or an empty folder"));
        var written = new List<string>();
        void Write(string name, string text)
        {
            AtomicFile.Write(Path.Combine(folder, name), text);
            written.Add(name);
        }
        Write("design.json", CanonicalJson.Write(Design(registry, today)));
        foreach (var (file, columns) in EmptyTables) Write(file, columns + "\n");
        Write("study.json", CanonicalJson.Write(registry)); // last: a folder with study.json is whole
        return Outcome<IReadOnlyList<string>>.Of(written);
    }

    private static object Design(RegistryRecord registry, DateOnly today)
    {
        string Product(params string[] words) => registry.Interventions
            .FirstOrDefault(i => words.Any(w => i.Name.Contains(w, StringComparison.OrdinalIgnoreCase)))?.Name ?? "to be named";
        var plan = new AnalysisPlan();
        return new
        {
            study = registry.NctId ?? "NEW-STUDY",
            dataCut = today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            drugs = new
            {
                antiPd1 = new { product = Product("PD1", "PD-1", "lizumab", "limab") },
                asparaginase = new { product = Product("asparaginase", "aspargase") },
            },
            schedule = new
            {
                samples = new[] { Visit("baseline", 0, 7), Visit("week 4", 28, 7), Visit("week 12", 84, 14) },
                scans = new[] { Visit(plan.PetBaseline, -7, 21), Visit(plan.PetFollowUp, 91, 21) },
            },
            plan = PlanDocument.Of(plan),
        };

        static object Visit(string name, int day, int windowDays) => new { name, day, windowDays };
    }
}
