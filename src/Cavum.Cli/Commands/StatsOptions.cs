using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Cavum.Cli;

/// <summary>Options whose values have a range; a value outside it is a wrong command line.</summary>
internal static class StatsOptions
{
    /// <summary>A number strictly between 0 and 1.</summary>
    internal static Option<double> Level(string name, double? preset, string description)
    {
        var option = new Option<double>(name) { Description = description, Required = preset is null, CustomParser = Number };
        if (preset is { } value) option.DefaultValueFactory = _ => value;
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && TryNumber(result.Tokens[0].Value, out double v) && !(v > 0 && v < 1))
                result.AddError($"{name}: read '{result.Tokens[0].Value}'; expected a number strictly between 0 and 1.");
        });
        return option;
    }

    /// <summary>A finite number above 0.</summary>
    internal static Option<double> Positive(string name, double? preset, string description)
    {
        var option = new Option<double>(name) { Description = description, Required = preset is null, CustomParser = Number };
        if (preset is { } value) option.DefaultValueFactory = _ => value;
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && TryNumber(result.Tokens[0].Value, out double v) && !(v > 0 && double.IsFinite(v)))
                result.AddError($"{name}: read '{result.Tokens[0].Value}'; expected a finite number above 0.");
        });
        return option;
    }

    /// <summary>Numbers separated by commas, each within [low, high].</summary>
    internal static Option<double[]> List(string name, double low, double high, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var values = new List<double>();
            foreach (string part in result.Tokens[0].Value.Split(','))
            {
                if (TryNumber(part.Trim(), out double v) && v >= low && v <= high) values.Add(v);
                else result.AddError($"{name}: read '{part}'; expected numbers between {Text(low)} and {Text(high)}, separated by commas.");
            }
            return [.. values];
        },
    };

    internal static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);

    internal static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Number(ArgumentResult result)
    {
        if (result.Tokens.Count == 1 && TryNumber(result.Tokens[0].Value, out double value)) return value;
        result.AddError($"read '{string.Join(' ', result.Tokens.Select(t => t.Value))}'; expected a number.");
        return 0;
    }
}
