using System.Globalization;
using System.Text;
using Cavum.Core;

namespace Cavum.Tests.Answer;

/// <summary>A study of reported values without raw files, made to order: two lines of PFS per subject, EBV DNA, sizes; and controls beside it.</summary>
internal sealed class GeneratedStudy : IDisposable
{
    private static readonly DateOnly First = new(2024, 1, 10);

    public string Folder { get; } = Directory.CreateTempSubdirectory("cavum-generated-").FullName;

    /// <param name="hazardRatio">Of the combination over the prior line, and over the controls.</param>
    /// <param name="plan">Members of <c>plan</c> in design.json, without braces.</param>
    public GeneratedStudy(int subjects, double hazardRatio, string plan = "", ulong seed = 5, int controls = 80)
    {
        var random = new SeededRandom(seed);
        var tables = new Dictionary<string, StringBuilder>();
        void Row(string table, string header, string row)
        {
            if (!tables.TryGetValue(table, out var text)) tables[table] = text = new StringBuilder(header).Append('\n');
            text.Append(row).Append('\n');
        }
        string D(DateOnly d) => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        for (int i = 0; i < subjects; i++)
        {
            string id = $"G{i + 1:000}";
            int age = 35 + random.NextInt(35), ecog = random.NextInt(2), prior = Scan(100 * random.NextExponential()), now = Scan(100 * random.NextExponential() / hazardRatio), until = 150 + random.NextInt(400);
            DateOnly zero = First.AddDays(random.NextInt(300)), progressed = zero.AddDays(-20), end = zero.AddDays(Math.Min(now, until));
            Row("subjects.csv", "subject,setting,sex,birthDate,weightKg,ecog,consentDate", $"{id},{(i % 4 == 3 ? "LA-NPC" : "RM-NPC")},{(i % 3 == 0 ? "F" : "M")},{D(zero.AddDays((int)(-365.25 * age)))},60,{ecog},{D(zero.AddDays(-5))}");
            Row("prior-icb.csv", "subject,drug,startDate,progressionDate,bestResponse", $"{id},nivolumab,{D(progressed.AddDays(-prior))},{D(progressed)},PD");
            Row("exposures.csv", "subject,drug,startDate", $"{id},asparaginase,{D(zero)}");
            Row("events.csv", "subject,date,event", now <= until ? $"{id},{D(end)},progression" : $"{id},{D(end)},lastContact");
            double level = Math.Exp(8 + random.NextNormal());
            foreach (int day in new[] { -60, -30, 0, 14, 28, 56, 84 })
            {
                double value = level * Math.Exp(day <= 0 ? day * 0.004 : -day * 0.04 * (1 - hazardRatio) + 0.1 * random.NextNormal());
                if (zero.AddDays(day) <= end) Row("samples.csv", "sample,subject,collectedDate,matrix,assay,reported,reportedUnit,lod,loq", $"{id}-{day + 100},{id},{D(zero.AddDays(day))},plasma,X,{(value < 35 ? "< 35" : value.ToString("0", CultureInfo.InvariantCulture))},IU/mL,20,35");
            }
        }
        for (int i = 0; i < controls; i++)
        {
            int time = Scan(100 * random.NextExponential());
            Row("controls/icb.csv", "subject,time,event,age,ecog", $"C{i},{Math.Min(time, 500)},{(time <= 500 ? 1 : 0)},{35 + random.NextInt(35)},{random.NextInt(2)}");
        }
        foreach (var (table, text) in tables) Write(table, text.ToString());
        Write("study.json", """{"title":"A generated study","conditions":[],"interventions":[],"primaryOutcomes":[],"secondaryOutcomes":[]}""");
        Write("design.json", """{"study":"G","dataCut":"2026-10-31","drugs":{"antiPd1":{"product":"anti-PD-1"},"asparaginase":{"product":"asparaginase"}},"schedule":{"samples":[{"name":"baseline","day":0,"windowDays":7}],"scans":[{"name":"baseline","day":-7,"windowDays":21},{"name":"month 3","day":91,"windowDays":21}]},"plan":{"scanInterval":{"priorEveryDays":56,"studyEveryDays":56}MORE}}""".Replace("MORE", plan.Length > 0 ? "," + plan : "", StringComparison.Ordinal));
    }

    /// <summary>A control of the plan that matches the estimand in everything but what <paramref name="other"/> replaces.</summary>
    public static string Control(string method = "entropy", string other = "", string kind = "individual", string file = "controls/icb.csv") =>
        $"{{\"name\":\"re-challenge\",\"kind\":\"{kind}\",\"file\":\"{file}\",\"endpoint\":\"PFS\",\"priorIcb\":true,\"scanEveryDays\":56,\"method\":\"{method}\"{(method == "none" ? "" : ",\"match\":[\"age\",\"ecog\"]")},\"justification\":\"same hospital, same years\"{(other.Length > 0 ? "," + other : "")}}}";

    private static int Scan(double days) => (int)(Math.Ceiling(Math.Max(days, 1) / 56) * 56);

    public void Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
