using System.Globalization;
using System.Text.RegularExpressions;

namespace Cavum.Analysis;

/// <summary>The moment that an instrument's file writes as the date of a run.</summary>
/// <remarks>
/// Read are: year first (2026-03-05, 2026/3/5, 20260305), day first with dots (5.3.2026), a month by its English name (5 Mar 2026, Mar 5, 2026),
/// and slashes or dashes with the year last where only one order is a date (26/03/2026). 05/03/2026 means two days, so it is no date here.
/// A stated offset from UTC counts; a zone by letters, and a time without a zone, are taken as UTC.
/// </remarks>
internal static partial class RunDate
{
    public static DateTime? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Day(text.Trim()) is not { } day) return null;
        var time = Clock().Match(text);
        if (!time.Success) return day;
        int hour = Number(time, "h"), minute = Number(time, "min"), second = time.Groups["s"].Success ? Number(time, "s") : 0;
        string half = time.Groups["half"].Value.ToUpperInvariant();
        if (half.Length > 0) hour = hour % 12 + (half == "PM" ? 12 : 0);
        if (hour > 23 || minute > 59 || second > 59) return day;
        var at = day.AddHours(hour).AddMinutes(minute).AddSeconds(second);
        if (!time.Groups["sign"].Success) return at;
        var offset = new TimeSpan(Number(time, "oh"), Number(time, "om"), 0);
        return time.Groups["sign"].Value == "-" ? at + offset : at - offset;
    }

    private static DateTime? Day(string text)
    {
        if (YearFirst().Match(text) is { Success: true } y) return Date(Number(y, "y"), Number(y, "m"), Number(y, "d"));
        if (Dots().Match(text) is { Success: true } dots) return Date(Number(dots, "y"), Number(dots, "m"), Number(dots, "d"));
        if (Named().Match(text) is { Success: true } named) return Date(Number(named, "y"), Month(named.Groups["m"].Value), Number(named, "d"));
        if (YearLast().Match(text) is not { Success: true } last) return null;
        int a = Number(last, "a"), b = Number(last, "b"), year = Number(last, "y");
        return a == b || b > 12 ? Date(year, a, b) : a > 12 ? Date(year, b, a) : null;
    }

    private static DateTime? Date(int year, int month, int day) =>
        year is >= 1900 and <= 9000 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) : null;

    private static int Month(string name) =>
        1 + Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, m => m.Length > 0 && name.StartsWith(m, StringComparison.OrdinalIgnoreCase));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:(?<y>[0-9]{4})(?<sep>[-/.])(?<m>[0-9]{1,2})\k<sep>(?<d>[0-9]{1,2})|(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2}))(?![0-9])", RegexOptions.None, 1000)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?<d>[0-9]{1,2})\.(?<m>[0-9]{1,2})\.(?<y>[0-9]{4})(?![0-9])", RegexOptions.None, 1000)]
    private static partial Regex Dots();

    [GeneratedRegex(@"^(?:[A-Za-z]{3,9},? +)?(?:(?<d>[0-9]{1,2})[ -](?<m>[A-Za-z]{3,9})[ ,-]+(?<y>[0-9]{4})|(?<m>[A-Za-z]{3,9}) +(?<d>[0-9]{1,2})(?:,? +|.*? )(?<y>[0-9]{4}))(?![0-9])", RegexOptions.None, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?<a>[0-9]{1,2})(?<sep>[-/])(?<b>[0-9]{1,2})\k<sep>(?<y>[0-9]{4})(?![0-9])", RegexOptions.None, 1000)]
    private static partial Regex YearLast();

    [GeneratedRegex(@"[T ](?<h>[0-9]{1,2}):(?<min>[0-9]{2})(?::(?<s>[0-9]{2})(?:\.[0-9]+)?)?(?: ?(?<half>[AaPp][Mm]))?(?: ?(?<sign>[+-])(?<oh>[0-9]{2}):?(?<om>[0-9]{2}))?", RegexOptions.None, 1000)]
    private static partial Regex Clock();
}
