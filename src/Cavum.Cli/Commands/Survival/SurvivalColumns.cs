using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Which columns of the file a survival command reads.</summary>
internal sealed record SurvivalColumns(string Time, string Event)
{
    public string? Entry { get; init; }
    public string? Group { get; init; }
    public string? Strata { get; init; }
    public string? Weight { get; init; }
    public string? Cluster { get; init; }
    public IReadOnlyList<string> Covariates { get; init; } = [];

    /// <summary>Largest event code allowed: 1, or more where codes name causes.</summary>
    public int LargestEvent { get; init; } = 1;

    public IEnumerable<string> All =>
        new[] { Time, Event, Entry, Group, Strata, Weight, Cluster }.OfType<string>().Concat(Covariates).Distinct();
}

/// <summary>The arguments and options that survival commands share.</summary>
internal static class SurvivalOptions
{
    public static Argument<string> File() => new("file") { Description = "CSV file with one row a subject (or a period of a subject)" };

    public static Option<string> Time() => new("--time") { Description = "column of the time to event or censoring", Required = true };

    public static Option<string> Event() => new("--event") { Description = "column of the event: 1 seen, 0 censored", Required = true };

    public static Option<string?> Entry() => new("--entry") { Description = "column of the time of entry (delayed entry, start–stop rows)" };

    public static Option<string?> Group(bool required = false) => new("--group") { Description = "column of the group", Required = required };

    public static Option<string?> Strata() => new("--strata") { Description = "column of the stratum" };

    public static Option<string?> Weight() => new("--weight") { Description = "column of the case weight" };

    public static Option<string[]> Where() => new("--where") { Description = "COL=VALUE: only rows with that value; may be repeated" };

    public static Option<double> ConfLevel()
    {
        var option = new Option<double>("--conf-level") { Description = "two-sided confidence level", DefaultValueFactory = _ => 0.95 };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and < 1)) result.AddError("--conf-level lies strictly between 0 and 1, for example 0.95.");
        });
        return option;
    }
}
