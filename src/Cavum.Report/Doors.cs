namespace Cavum.Report;

/// <summary>Where the door of each number leads, and which numbers were shown: every number is a door to its provenance.</summary>
public sealed class Doors(Func<string, string> address)
{
    private readonly SortedSet<string> used = new(StringComparer.Ordinal);

    /// <summary>The result ids shown so far, in ordinal order.</summary>
    public IReadOnlyCollection<string> Used => used;

    /// <summary>The address behind a number; remembers that the number was shown.</summary>
    public string To(string resultId)
    {
        used.Add(resultId);
        return address(resultId);
    }

    /// <summary>Doors of the site: one page a result id.</summary>
    public static Doors ToSite() => new(id => "/trace/" + Uri.EscapeDataString(id));
}
