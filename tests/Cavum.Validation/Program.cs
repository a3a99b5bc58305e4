using System.Globalization;
using Cavum.Validation;

// Slow checks of promises that only simulation can check; each writes a page of docs/validation.
// Usage: Cavum.Validation simulator ARMS.csv OUT.md [cohorts, 200] [cohorts with full curves, 20]
//        Cavum.Validation answer OUT.md [studies a world, 1000]
if (args.Length >= 2 && args[0] == "answer")
{
    File.WriteAllText(args[1], AnswerReport.Write(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1000, Console.Error));
    return 0;
}
if (args.Length < 3 || args[0] != "simulator")
{
    Console.Error.WriteLine("Usage: Cavum.Validation simulator ARMS.csv OUT.md [cohorts] [cohorts with full curves]\n       Cavum.Validation answer OUT.md [studies a world]");
    return 2;
}
int cohorts = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 200;
int curves = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : 20;
File.WriteAllText(args[2], SimulatorReport.Write(args[1], cohorts, curves, Console.Error));
return 0;
