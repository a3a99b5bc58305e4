using System.Diagnostics;

namespace Cavum.Tests.Stats;

/// <summary>What works on several threads gives the same bytes in a process that has one processor and in one that has all.</summary>
public class ThreadIdentityTests
{
    public static TheoryData<string> Commands => new()
    {
        "survival km FILE --time time --event status --group arm --robust",
        "survival cox FILE --time time --event status --covariates arm,x --robust",
        "survival logrank FILE --time time --event status --group arm",
        "survival rmst FILE --time time --event status --group arm --tau 5",
        "compare maic FILE --match x --target TARGET --time time --event status --comparator FILE --target-n 100 --bootstrap 300",
        "longitudinal nonlinear COURSES --subject id --time t --value y --censored c --random logAmplitude1,logAmplitude2,logRate1,logRate2 --draws 100",
        "compare gmi FILE --pfs1 x2 --pfs2 time --event2 status",
    };

    [Theory, MemberData(nameof(Commands))]
    public void One_and_all_processors_give_the_same_bytes(string command)
    {
        Assert.Equal(Process(command, 1), Process(command, 0));
    }

    private static string Process(string command, int processors)
    {
        string folder = Folder.Value;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "cavum")) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (string part in command.Split(' '))
            start.ArgumentList.Add(part switch { "FILE" => "rows.csv", "TARGET" => "target.json", "COURSES" => "courses.csv", _ => part });
        start.ArgumentList.Add("--json");
        if (processors > 0) start.Environment["DOTNET_PROCESSOR_COUNT"] = $"{processors}";
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: exit {process.ExitCode}: {error.Result}");
        return output;
    }

    private static readonly Lazy<string> Folder = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("cavum-threads-").FullName;
        var random = new Cavum.Core.SeededRandom(5);
        var rows = new System.Text.StringBuilder("time,status,arm,x,x2\n");
        for (int i = 0; i < 200; i++)
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Round(8 * random.NextExponential(), 1) + 0.1},{(random.NextDouble() < 0.7 ? 1 : 0)},{i % 2},{random.NextNormal()},{0.5 + random.NextExponential()}\n");
        File.WriteAllText(Path.Combine(folder, "rows.csv"), rows.ToString());
        File.WriteAllText(Path.Combine(folder, "target.json"), """{"x":{"mean":0.2}}""");
        var courses = new System.Text.StringBuilder("id,t,y,c\n");
        for (int i = 0; i < 8; i++)
        {
            double a = 10 + random.NextNormal(), b = 6 + 0.5 * random.NextNormal();
            foreach (int t in (ReadOnlySpan<int>)[0, 14, 28, 56, 84])
            {
                double y = Math.Log10(Math.Exp(a - 0.18 * t) + Math.Exp(b - 0.018 * t)) + 0.2 * random.NextNormal();
                courses.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{t},{Math.Max(y, 1.7)},{(y < 1.7 ? 1 : 0)}\n");
            }
        }
        File.WriteAllText(Path.Combine(folder, "courses.csv"), courses.ToString());
        return folder;
    });
}
