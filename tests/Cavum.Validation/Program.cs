using System.Globalization;
using Cavum.Validation;

// Slow checks of promises that only simulation can check; each writes a page of docs/validation.
// Usage: Cavum.Validation simulator ARMS.csv OUT.md [cohorts, 200] [cohorts with full curves, 20]
//        Cavum.Validation lesions OUT.md [phantoms, 60]
//        Cavum.Validation mutate-assay FOLDER OUT.md [inputs, 10000]
//        Cavum.Validation answer OUT.md [studies a world, 1000]
//        Cavum.Validation imaging-mutations OUT.md [mutations, 1000000] [seed, 1]
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
switch (args)
{
    case ["simulator", var arms, var to, ..]:
        File.WriteAllText(to, SimulatorReport.Write(arms, Number(3, 200), Number(4, 20), Console.Error));
        return 0;
    case ["lesions", var to, ..]:
        File.WriteAllText(to, LesionReport.Write(Number(2, 60), Console.Error));
        return 0;
    case ["mutate-assay", var folder, var to, ..]:
        File.WriteAllText(to, AssayMutationReport.Write(folder, Number(3, 10_000), Console.Error));
        return 0;
    case ["answer", var to, ..]:
        File.WriteAllText(to, AnswerReport.Write(Number(2, 1000), Console.Error));
        return 0;
    case ["imaging-mutations", var to, ..]:
        File.WriteAllText(to, MutationReport.Write(Number(2, 1_000_000), (ulong)Number(3, 1), Console.Error));
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cavum.Validation simulator ARMS.csv OUT.md [cohorts] [cohorts with full curves]\n       Cavum.Validation lesions OUT.md [phantoms]\n       Cavum.Validation answer OUT.md [studies a world]\n       Cavum.Validation mutate-assay FOLDER OUT.md [inputs]\n       Cavum.Validation imaging-mutations OUT.md [mutations] [seed]");
        return 2;
}
