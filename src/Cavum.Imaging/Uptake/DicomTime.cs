using System.Globalization;

namespace Cavum.Imaging;

/// <summary>Dates and times as DICOM writes them (PS3.5 §6.2: DA, TM, DT; the older forms with points and colons too).</summary>
public static class DicomTime
{
    public static DateOnly? Date(string? da)
    {
        string digits = (da ?? "").Trim().Replace(".", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }

    /// <summary>Time of day to the microsecond; hours alone and hours with minutes are allowed.</summary>
    public static TimeSpan? Time(string? tm)
    {
        string text = (tm ?? "").Trim().Replace(":", "", StringComparison.Ordinal);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? text : text[..point], fraction = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length is not (2 or 4 or 6) || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit) || fraction.Length > 7) return null;
        if (fraction.Length > 0 && whole.Length != 6) return null;
        int[] parts = [.. Enumerable.Range(0, 3).Select(i => whole.Length > 2 * i ? int.Parse(whole.AsSpan(2 * i, 2), CultureInfo.InvariantCulture) : 0)];
        if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return null;
        long ticks = fraction.Length == 0 ? 0 : long.Parse(fraction.PadRight(7, '0'), CultureInfo.InvariantCulture);
        return new TimeSpan(parts[0], parts[1], parts[2]) + TimeSpan.FromTicks(ticks);
    }

    public static DateTime? Join(string? da, string? tm) => Date(da) is { } date && Time(tm) is { } time ? Join(date, time) : null;

    public static DateTime Join(DateOnly date, TimeSpan time) => date.ToDateTime(TimeOnly.MinValue) + time;

    /// <summary>Local date and time of a DT; its zone, if it and the file's are both told, is carried over to the file's.</summary>
    public static DateTime? DateAndTime(string? dt, string? fileZone = null)
    {
        string text = (dt ?? "").Trim();
        int sign = text.LastIndexOfAny(['+', '-']);
        TimeSpan? zone = null;
        if (sign >= 8)
        {
            zone = Zone(text[sign..]);
            text = text[..sign];
        }
        if (text.Length < 10) return null;
        if (Join(text[..8], text[8..]) is not { } local) return null;
        return zone is { } own && Zone(fileZone) is { } here ? local - own + here : local;
    }

    private static TimeSpan? Zone(string? text)
    {
        if (text is not { Length: 5 } || text[0] is not ('+' or '-') || !text[1..].All(char.IsAsciiDigit)) return null;
        var size = new TimeSpan(int.Parse(text.AsSpan(1, 2), CultureInfo.InvariantCulture), int.Parse(text.AsSpan(3, 2), CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? -size : size;
    }
}
