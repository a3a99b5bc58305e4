using System.Globalization;
using Cavum.Validation;

// Slow checks of promises that only simulation can check; each writes its page of docs/validation (scripts/validate).
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
var log = Console.Error;
(string Topic, string Numbers, Func<string> Write)[] topics =
[
    ("simulator", "[cohorts, 200] [cohorts with full curves, 20]", () => SimulatorReport.Write(Number(2, 200), Number(3, 20), log)),
    ("lesions", "[phantoms, 20] [draw of phantoms, 0] [part of the scenes' names]", () => LesionReport.Write(Number(2, 20), Number(3, 0), args.Length > 4 ? args[4] : "", log)),
    ("answer", "[studies a world, 1000]", () => AnswerReport.Write(Number(2, 1000), log)),
    ("assay", "[plates a design, 100000] [series, 20000]", () => AssayReport.Write(Number(2, 100_000), Number(3, 20_000), log)),
    ("assay-mutations", "[inputs, 1000000] [folder of instrument files, ../shared/data/assay]", () => AssayMutationReport.Write(args.Length > 3 ? args[3] : Path.Combine("..", "shared", "data", "assay"), Number(2, 1_000_000), log)),
    ("shared-growth", "[folder of the assay data, ../shared/data/assay]", () => GrowthReport.Write(args.Length > 2 ? args[2] : Path.Combine("..", "shared", "data", "assay"), log)),
    ("read-one", "FILE (one hostile file, read in a process of its own)", () => HostileFiles.ReadHere(args[2])),
    ("mouse", "[experiments a row, 2000] [mutated files, 1000000] [folder of what R found]", () => MouseReport.Write(Number(2, 2000), Number(3, 1_000_000), args.Length > 4 ? args[4] : null, log)),
    ("borrowing-and-longitudinal", "[trials, 200] [cohorts, 200]", () => BorrowingReport.Write(Number(2, 200), Number(3, 200), log)),
    ("growth-modulation", "[sets a row, 2000]", () => GrowthModulationCoverage.Write(Number(2, 2000), log)),
    ("imaging-mutations", "[mutations, 1000000] [seed, 1]", () => MutationReport.Write(Number(2, 1_000_000), (ulong)Number(3, 1), log)),
];
if (args.Length >= 2 && args[0] == "mouse-worlds")
{
    MouseReport.WriteWorlds(args[1], Number(2, 2000)); // the experiments themselves, for the peers
    return 0;
}
if (args is ["respond-lines", ..])
{
    CaseLines.Answer(Console.In, Console.Out, args.Contains("--paths")); // for scripts/peers/criteria-blind
    return 0;
}
var chosen = topics.FirstOrDefault(t => args.Length >= 2 && t.Topic == args[0]);
if (chosen.Write is null)
{
    log.WriteLine("Usage: Cavum.Validation TOPIC OUT.md [numbers]\n" + string.Join("\n", topics.Select(t => $"  {t.Topic} OUT.md {t.Numbers}")));
    return 2;
}
File.WriteAllText(args[1], chosen.Write());
return 0;
