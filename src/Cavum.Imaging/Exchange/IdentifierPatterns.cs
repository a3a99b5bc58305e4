using System.Text.RegularExpressions;

namespace Cavum.Imaging;

/// <summary>Finds in free text what has the shape of an identifier although the file's identity elements do not hold it.</summary>
/// <remarks>Shapes: e-mail addresses, dates, telephone and social-security numbers, runs of six or more digits, record numbers and titled names. Scanner facts are not searched.</remarks>
internal static partial class IdentifierPatterns
{
    /// <summary>Makers, models, software and codes: numbers there name things, not persons.</summary>
    private static readonly HashSet<uint> Technical =
        [0x00080070, 0x00081090, 0x00181020, 0x00080100, 0x00080102, 0x00080103, 0x00080104, 0x00080119, 0x0040DB00, 0x00540028, 0x00200010];

    /// <summary>What kind of identifier the text seems to hold, or null.</summary>
    public static string? Find(DicomTag tag, string text) =>
        Technical.Contains(tag.Number) ? null
        : Mail().IsMatch(text) ? "an e-mail address"
        : Day().IsMatch(text) || Month().IsMatch(text) ? "a date"
        : Record().IsMatch(text) ? "a record number"
        : Titled().IsMatch(text) ? "a titled name"
        : Phone().IsMatch(text) ? "a telephone or social-security number"
        : Digits().IsMatch(text) ? "a run of six or more digits"
        : null;

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<!\d)(\d{1,2}[./-]\d{1,2}[./-](19|20)?\d{2}|(19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Day();

    [GeneratedRegex(@"\b(\d{1,2}(st|nd|rd|th)?[ .-]*(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ .,-]*(19|20)?\d{2}|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}(st|nd|rd|th)?,? (19|20)\d{2})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Month();

    [GeneratedRegex(@"\b(MRN|PID|SSN|NHS|DOB|HKID|patient\s*(id|no|number|name))\b\s*[:#=.]?\s*\w", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Record();

    [GeneratedRegex(@"\b(Dr|Prof|Mr|Mrs|Ms)\b\.?\s+\p{Lu}", RegexOptions.CultureInvariant)]
    private static partial Regex Titled();

    [GeneratedRegex(@"(?<!\d)(\+\d{1,3}[ -]?)?(\(?\d{2,4}\)?[ -])\d{2,4}[ -]\d{2,4}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"(?<!\d[.,]|\d)\d{6,}", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
