using System.Text.RegularExpressions;

namespace Cavum.Study;

/// <summary>A subject's code: letters, digits and hyphens; never a name.</summary>
public readonly partial record struct SubjectId(string Code) : IComparable<SubjectId>
{
    public static bool IsValid(string code) => Pattern().IsMatch(code);

    public int CompareTo(SubjectId other) => string.CompareOrdinal(Code, other.Code);

    public static bool operator <(SubjectId left, SubjectId right) => left.CompareTo(right) < 0;
    public static bool operator >(SubjectId left, SubjectId right) => left.CompareTo(right) > 0;
    public static bool operator <=(SubjectId left, SubjectId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(SubjectId left, SubjectId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Code;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
    private static partial Regex Pattern();
}

/// <summary>The disease setting: locoregionally advanced, or recurrent-metastatic.</summary>
public enum DiseaseSetting
{
    LocoregionallyAdvanced,
    RecurrentMetastatic,
}

public static class DiseaseSettings
{
    /// <summary>The field's own spelling: LA-NPC, RM-NPC.</summary>
    public static string Name(this DiseaseSetting setting) =>
        setting == DiseaseSetting.LocoregionallyAdvanced ? "LA-NPC" : "RM-NPC";
}
