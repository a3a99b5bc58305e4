using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Simulation;

namespace Cavum.Cli;

/// <summary><c>demo</c>: makes the example study, analyses it, prints the answer, serves the site.</summary>
public static class DemoCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "the folder of the example study", DefaultValueFactory = _ => Path.Combine("out", "demo") };
        var noServe = new Option<bool>("--no-serve") { Description = "stop after the report" };
        var subjects = new Option<int>("--subjects") { Description = "1 to 99", DefaultValueFactory = _ => new SimulationSettings().Subjects };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same bytes", DefaultValueFactory = _ => new SimulationSettings().Seed };
        var effect = new Option<EffectDirection>("--effect") { Description = "which way the combination differs in the simulated world", DefaultValueFactory = _ => EffectDirection.More };
        var digital = new Option<bool>("--digital") { Description = "the example's laboratory counts droplets (digital PCR) instead of reading curves" };
        var port = ServeCommand.Port();
        subjects.Validators.Add(r =>
        {
            if (r.GetValue(subjects) is < 1 or > 99) r.AddError("--subjects takes a whole number from 1 to 99.");
        });
        var command = new Command("demo", "makes the example study (simulated, seeded), analyses it, writes the report, serves the site") { output, noServe, subjects, seed, effect, digital, port };
        command.Answers(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            var error = parsed.InvocationConfiguration.Error;
            if (AtomicFile.Hindrance(folder) is { } hindrance) return Reply.Refuse(hindrance);
            var settings = new SimulationSettings { Subjects = parsed.GetValue(subjects), Seed = parsed.GetValue(seed), Effect = parsed.GetValue(effect), Qpcr = new() { Digital = parsed.GetValue(digital) } };
            using (var progress = new ProgressLine(error))
            {
                var made = StudySimulator.Write(settings, folder, new Steps(progress));
                if (made.IsRefused) return new Reply.Refused(made.Problems);
            }
            return AnalyzeCommand.Execute(folder, null, error);
        });
        return ServeCommand.Afterwards(command, parsed => !parsed.GetValue(noServe), parsed => parsed.GetRequiredValue(output), parsed => parsed.GetValue(port));
    }

    private sealed class Steps(ProgressLine line) : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value) => line.Report(new AnalysisProgress("making the example's raw files (simulated)", value.Done, value.Of));
    }
}
