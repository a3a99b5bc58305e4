using System.Globalization;
using Cavum.Validation;

// Slow checks of promises that only simulation can check; each writes a page of docs/validation.
// Usage: Cavum.Validation simulator ARMS.csv OUT.md [cohorts, 200] [cohorts with full curves, 20]
//        Cavum.Validation lesions OUT.md [phantoms, 60]
//        Cavum.Validation answer OUT.md [studies a world, 1000]
//        Cavum.Validation borrowing OUT.md [sets a row, 500] [trials, 40] [cohorts, 200]
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
switch (args)
{
    case ["simulator", var arms, var to, ..]:
        File.WriteAllText(to, SimulatorReport.Write(arms, Number(3, 200), Number(4, 20), Console.Error));
        return 0;
    case ["lesions", var to, ..]:
        File.WriteAllText(to, LesionReport.Write(Number(2, 60), Console.Error));
        return 0;
    case ["answer", var to, ..]:
        File.WriteAllText(to, AnswerReport.Write(Number(2, 1000), Console.Error));
        return 0;
    case ["borrowing", var to, ..]:
        File.WriteAllText(to, BorrowingReport.Write(Number(2, 500), Number(3, 40), Number(4, 200), Console.Error));
        return 0;
    default:
        Console.Error.WriteLine("Usage: Cavum.Validation simulator ARMS.csv OUT.md [cohorts] [cohorts with full curves]\n       Cavum.Validation lesions OUT.md [phantoms]\n       Cavum.Validation answer OUT.md [studies a world]\n       Cavum.Validation borrowing OUT.md [sets] [trials] [cohorts]");
        return 2;
}
