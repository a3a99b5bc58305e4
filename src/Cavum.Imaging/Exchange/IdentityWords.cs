using System.Text;

namespace Cavum.Imaging;

/// <summary>The words by which the files of one subject name a person or a house, looked for in free text.</summary>
/// <remarks>
/// Taken from all files together and from nested data sets, so that a segmentation without a name is searched for that of its images.
/// Compared without case, accents and apostrophes, umlauts also in two letters (Müller, Muller, Mueller). Of the patient's names a word of
/// two letters counts where it stands alone, one of an ideographic script also inside of others; other words from three letters or five
/// digits on. From five letters on a word, and a name written as one (van der Berg, vanderberg), is found inside of longer ones.
/// </remarks>
internal sealed class IdentityWords
{
    private const int Inside = 5, LeastLetters = 3, LeastNameLetters = 2, LeastDigits = 5;

    private static readonly DicomTag[] Patient = [DicomTags.PatientName, new(0x00101001), new(0x00101005), new(0x00101060)];

    private static readonly DicomTag[] Others =
    [
        DicomTags.PatientId, DicomTags.PatientBirthDate, DicomTags.AccessionNumber, DicomTags.ReferringPhysicianName, new(0x00080080), new(0x00081010), new(0x00081048), new(0x00081050),
        new(0x00081060), new(0x00081070), new(0x00101000), new(0x00102154), new(0x00102297), new(0x00321032), new(0x0040A123), new(0x0040A075),
    ];

    private readonly HashSet<string> words = new(StringComparer.Ordinal);
    private readonly HashSet<string> within = new(StringComparer.Ordinal);

    public static IdentityWords Of(IEnumerable<DicomFile> files)
    {
        var found = new IdentityWords();
        foreach (var file in files) found.Collect(file.Data);
        return found;
    }

    /// <summary>True if the text holds a word of the identity.</summary>
    public bool In(string text)
    {
        if (text.Length == 0 || words.Count == 0) return false;
        foreach (string form in Forms(text))
            if (Words(form).Any(words.Contains) || within.Any(w => form.Contains(w, StringComparison.Ordinal))) return true;
        return false;
    }

    private void Collect(DicomDataset data)
    {
        foreach (var element in data.Elements)
            if (element.Items is { } items)
                foreach (var item in items) Collect(item);
        foreach (var tag in Patient)
            foreach (string name in data.Texts(tag))
                foreach (string group in name.Split('='))
                {
                    string[] parts = group.Split('^');
                    foreach (string part in parts) Add(Joined(part), LeastNameLetters, alone: false);
                    if (parts.Length > 1)
                    {
                        Add(Joined(parts[0] + parts[1]), LeastNameLetters, alone: false);
                        Add(Joined(parts[1] + parts[0]), LeastNameLetters, alone: false);
                    }
                    foreach (string word in Words(group)) Add(word, LeastNameLetters, alone: true);
                }
        foreach (var tag in Others)
            foreach (string text in data.Texts(tag))
                foreach (string word in Words(text)) Add(word, LeastLetters, alone: true);
    }

    private void Add(string word, int least, bool alone)
    {
        foreach (string form in Forms(word))
        {
            bool ideographic = form.Any(c => c >= 0x2E80);
            if (form.Length < (form.All(char.IsAsciiDigit) ? LeastDigits : ideographic ? 1 : least)) continue;
            if (alone || ideographic) words.Add(form);
            if (form.Length >= (ideographic ? 2 : Inside)) within.Add(form);
        }
    }

    private static string Joined(string text) => string.Concat(Words(text));

    private static string[] Words(string text) =>
        text.Split(['^', '=', ' ', ',', ';', ':', '_', '-', '/', '\\', '.', '(', ')'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Lower case without marks; where that changes umlauts, also with an e after the vowel.</summary>
    private static IEnumerable<string> Forms(string text)
    {
        string lower = text.ToLowerInvariant();
        string plain = Plain(lower);
        yield return plain;
        string spelt = Plain(lower.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal));
        if (spelt != plain) yield return spelt;
    }

    /// <summary>Letters without their marks, from U+00C0 and from U+1E00 on; a point where there is no plain one. The runtime's own table is absent where it runs without one.</summary>
    private const string
        From00C0 = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggg" +
            "gggghhhhiiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.",
        From0180 = "................................oo.............uu............................aaiioouuuuuuuuuu.aa" +
            "aa....ggkkoooo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............" +
            "................",
        From1E00 = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr" +
            "ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" +
            "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    private static string Plain(string lower)
    {
        if (Ascii.IsValid(lower) && !lower.Contains('\'', StringComparison.Ordinal)) return lower;
        var kept = new StringBuilder(lower.Length);
        foreach (char c in lower)
            if (c is not ('\'' or '’' or '`' or (>= '\u0300' and <= '\u036F')))
                kept.Append(c switch { 'ß' => "ss", 'æ' => "ae", 'œ' => "oe", _ => Bare(c).ToString() });
        return kept.ToString();
    }

    private static char Bare(char c)
    {
        char bare = c switch
        {
            >= '\u00C0' and < '\u0180' => From00C0[c - 0xC0],
            >= '\u0180' and < '\u0250' => From0180[c - 0x180],
            >= '\u1E00' and < '\u1F00' => From1E00[c - 0x1E00],
            _ => c,
        };
        return bare == '.' ? c : bare;
    }
}
