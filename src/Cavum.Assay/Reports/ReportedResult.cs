using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>A result as a laboratory system prints it, with its sign kept: never a number where the text says "less than".</summary>
/// <param name="Text">The printed text, verbatim.</param>
public sealed record ReportedResult(string Text, ReportedStatus Status, double? Value, double? Limit, ConcentrationUnit? Unit)
{
    /// <summary>Where the true value lies against what is printed: below the limit, above it, or at the value.</summary>
    public Censoring Censoring => Status switch
    {
        ReportedStatus.NotDetected or ReportedStatus.BelowLimit or ReportedStatus.DetectedBelowLimit => Censoring.Left,
        ReportedStatus.AboveLimit => Censoring.Right,
        _ => Censoring.None,
    };

    /// <summary>The words of the assay's own results: notDetected, belowLoq, quantified, aboveUpperLimit, invalid.</summary>
    public string Word => Status switch
    {
        ReportedStatus.NotDetected => "notDetected",
        ReportedStatus.BelowLimit or ReportedStatus.DetectedBelowLimit => "belowLoq",
        ReportedStatus.Quantified => "quantified",
        ReportedStatus.AboveLimit => "aboveUpperLimit",
        _ => "invalid",
    };

    /// <summary>Whether the text says that the target was seen; null where it leaves that open.</summary>
    public bool? Detected => Status switch
    {
        ReportedStatus.NotDetected => false,
        ReportedStatus.DetectedBelowLimit or ReportedStatus.Quantified or ReportedStatus.AboveLimit => true,
        _ => null,
    };
}

/// <summary>On which side a printed result is open.</summary>
public enum Censoring
{
    None,
    Left,
    Right,
}

/// <summary>What a printed result says.</summary>
public enum ReportedStatus
{
    NotDetected,

    /// <summary>Detected below the limit that is printed: left-censored at <see cref="ReportedResult.Limit"/>.</summary>
    DetectedBelowLimit,

    /// <summary>"&lt; limit" without a word on detection: left-censored.</summary>
    BelowLimit,
    Quantified,

    /// <summary>"&gt; limit": right-censored.</summary>
    AboveLimit,
    Invalid,
}

/// <summary>The decimal mark of a text, as stated by the one who has it; never concluded from one number.</summary>
public enum DecimalMark
{
    NotStated,
    Point,
    Comma,
}

/// <summary>What is known of a result from outside its own text: the unit and limits of its column, sheet or message.</summary>
/// <param name="Log10">Whether numbers without a unit of their own are log10 values.</param>
/// <param name="GroupsThousands">Whether "1,234" is known to be one thousand two hundred and thirty-four.</param>
internal sealed record ResultContext(ConcentrationUnit? Unit = null, bool Log10 = false, bool GroupsThousands = false, double? Lower = null, double? Upper = null);

/// <summary>Reads result texts of cobas, Alinity and laboratory systems: "Target Not Detected", "&lt; 35 IU/mL", "&gt; 1.00E8", "POS &lt;2.7 LOG IU".</summary>
/// <remarks>The unit stands in the text or is given; it is never guessed. log10 values are turned into linear ones.</remarks>
public static partial class ReportedResults
{
    [GeneratedRegex(@"(?<sign>[<>≤≥])?\s*(?<number>(?:(?<![A-Z0-9])-)?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?)(?<after>[^<>≤≥0-9]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^(LLOQ|LOQ|LLQ|LOD|LLOD|LIMIT|TITER MIN|TITRE MIN|MIN|LINEAR RANGE|RANGE|QUANTIFICATION LIMIT|LOWER LIMIT)", RegexOptions.None)]
    private static partial Regex LowWord();

    [GeneratedRegex(@"^(ULOQ|ULQ|TITER MAX|TITRE MAX|MAX|LINEAR RANGE|RANGE|UPPER LIMIT)", RegexOptions.None)]
    private static partial Regex HighWord();

    /// <param name="mark">What the one who has the report says its decimal mark is: "12,345" is refused where nobody said.</param>
    public static Outcome<ReportedResult> Parse(string text, string place, ConcentrationUnit? defaultUnit = null, bool defaultLog10 = false, DecimalMark mark = DecimalMark.NotStated)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = Parse(mark == DecimalMark.Comma ? DecimalComma.Field(text.Trim()) ?? text : text, place, new ResultContext(defaultUnit, defaultLog10, GroupsThousands: mark == DecimalMark.Point));
        return mark == DecimalMark.Comma && read.TryGet(out var result) ? Outcome<ReportedResult>.Of(result with { Text = text }) : read;
    }

    internal static Outcome<ReportedResult> Parse(string text, string place, ResultContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        string word = ResultWords.Plain(text);
        Outcome<ReportedResult> Refuse(string expected) => Outcome<ReportedResult>.Refused(new Problem(place, text, expected));
        if (ResultWords.IsInvalid(word)) return Outcome<ReportedResult>.Of(new(text, ReportedStatus.Invalid, null, null, null));
        bool silent = ResultWords.IsNotDetected(word);
        var numbers = Numbers(word, context.GroupsThousands);
        if (silent && numbers is not [_]) return Outcome<ReportedResult>.Of(new(text, ReportedStatus.NotDetected, null, null, context.Unit));
        if (numbers is null) return Refuse("one number with '.' as decimal mark, '<', '>', 'not detected' or 'invalid'");
        if (numbers.Count == 0 && Worded(text, word, context) is { } worded) return Outcome<ReportedResult>.Of(worded);
        if (numbers.Count == 2 && LinearOf(numbers) is { } linear) numbers = [linear];
        if (numbers.Count != 1) return Refuse("one number with '.' as decimal mark, '<', '>', 'not detected' or 'invalid'" + (numbers.Count == 0 && word.IndexOfAny(['<', '>']) >= 0 ? "; the limit behind the sign in digits or in a column of its own" : ""));
        var (sign, number, after) = numbers[0];
        if (ReportUnits.IsForeign(after)) return Refuse("a unit: IU/mL or copies/mL");
        bool own = ReportUnits.TryParse(after, out var stated, out bool log) || ReportUnits.TryParse(word, out stated, out log);
        if (!own && after.Contains('/', StringComparison.Ordinal)) return Refuse("a unit: IU/mL or copies/mL");
        log = log || (context.Log10 && !own);
        var unit = own ? stated : context.Unit;
        if (unit is null) return Refuse("a unit: IU/mL or copies/mL, in the text or stated for the column");
        double value = log ? Math.Pow(10, Math.Min(number, 300)) : number;
        if (silent) return Outcome<ReportedResult>.Of(new(text, ReportedStatus.NotDetected, null, value > 0 ? value : null, unit));
        if (!(value > 0)) return Refuse(sign is '\0' ? "a concentration above 0; a sample without EBV DNA is 'not detected'" : "a limit above 0");
        return Outcome<ReportedResult>.Of(sign switch
        {
            '<' or '≤' => new(text, ResultWords.SaysDetected(word) ? ReportedStatus.DetectedBelowLimit : ReportedStatus.BelowLimit, null, value, unit),
            '>' or '≥' => new(text, ReportedStatus.AboveLimit, null, value, unit),
            _ => new(text, ReportedStatus.Quantified, value, null, unit),
        });
    }

    /// <summary>"&lt; titer min", "&gt; ULOQ", "detected below the LLOQ": the limit stands in another column.</summary>
    private static ReportedResult? Worded(string text, string word, ResultContext context)
    {
        int at = word.IndexOfAny(['<', '>', '≤', '≥']);
        if (at < 0 || context.Unit is null) return null;
        string behind = word[(at + 1)..].Trim(' ', ',', '.');
        if (word[at] is '<' or '≤')
        {
            return LowWord().IsMatch(behind) && context.Lower is { } low
                ? new(text, ResultWords.SaysDetected(word) ? ReportedStatus.DetectedBelowLimit : ReportedStatus.BelowLimit, null, low, context.Unit) : null;
        }
        return HighWord().IsMatch(behind) && context.Upper is { } high ? new(text, ReportedStatus.AboveLimit, null, high, context.Unit) : null;
    }

    /// <summary>Every number with its sign and what follows it; null where a comma or a point could mean two things.</summary>
    private static List<(char Sign, double Value, string After)>? Numbers(string word, bool groupsThousands)
    {
        var parts = new List<string>();
        foreach (string part in ReportUnits.WithoutLogDigits(word).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string bare = part.TrimStart('<', '>', '≤', '≥', '(').TrimEnd(')', ',', ';', '.');
            if (!bare.Contains(',', StringComparison.Ordinal) || !bare.Any(char.IsAsciiDigit)) parts.Add(part);
            else if (!Thousands().IsMatch(bare) || (ExportNumber.IsAmbiguous(bare) && (!groupsThousands || word.Contains("LOG", StringComparison.Ordinal)))) return null;
            else parts.Add(part.Replace(",", "", StringComparison.Ordinal));
        }
        var numbers = new List<(char, double, string)>();
        foreach (Match match in Number().Matches(string.Join(' ', parts)))
        {
            if (!double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value)) return null;
            numbers.Add((match.Groups["sign"].Value is { Length: 1 } sign ? sign[0] : '\0', value, match.Groups["after"].Value));
        }
        return numbers;
    }

    /// <summary>"1.23E4 IU/mL (4.09 log IU/mL)": the linear one, where both say the same.</summary>
    private static (char Sign, double Value, string After)? LinearOf(List<(char Sign, double Value, string After)> pair)
    {
        bool first = pair[0].After.Contains("LOG", StringComparison.Ordinal), second = pair[1].After.Contains("LOG", StringComparison.Ordinal);
        if (first == second) return null;
        var (log, linear) = first ? (pair[0], pair[1]) : (pair[1], pair[0]);
        bool same = linear.Value > 0 && Math.Abs(Math.Log10(linear.Value) - log.Value) < 0.06 && (log.Sign == linear.Sign || log.Sign == '\0' || linear.Sign == '\0');
        return same ? (linear.Sign == '\0' ? log.Sign : linear.Sign, linear.Value, linear.After) : null;
    }

    /// <summary>Whether two sheets of the same samples differ by a factor of about 100 (or 10, 1000): a change of unit.</summary>
    public static double? UnitFactor(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length || first.Length < 3) return null;
        double[] logs = new double[first.Length];
        for (int i = 0; i < logs.Length; i++) logs[i] = Math.Log10(second[i] / first[i]);
        Array.Sort(logs);
        double median = logs[logs.Length / 2], rounded = Math.Round(median);
        return rounded != 0 && Math.Abs(median - rounded) < 0.02 && logs[^1] - logs[0] < 0.1 ? Math.Pow(10, rounded) : null;
    }
}
