namespace Cavum.Imaging;

/// <summary>One row of a decision table: it holds when every condition holds.</summary>
/// <param name="Id">The row's name in paths, e.g. <c>PERCIST-07</c>.</param>
/// <param name="When">Facts with the values that let the row hold; none means always.</param>
/// <param name="Category">What the row concludes.</param>
/// <param name="Because">The sentence a reader sees.</param>
public sealed record DecisionRow(string Id, IReadOnlyList<DecisionCondition> When, string Category, string Because);

/// <summary>A fact and the values among which it must be.</summary>
public sealed record DecisionCondition(string Fact, IReadOnlyList<string> OneOf);

/// <summary>What a table concluded, by which row, and the rows that were passed over on the way.</summary>
public sealed record Decision(string Row, string Category, string Because, IReadOnlyList<string> Path);

/// <summary>A response criterion as data: facts with their possible values, and rows read from the top, first match wins.</summary>
/// <remarks>
/// Written as text so that a physician can read it beside the paper:
/// <code>
/// table PERCIST 1.0
/// version 2009.1
/// source Wahl 2009
/// fact newLesion: yes no
/// row PERCIST-04 | newLesion=yes | PMD | A new lesion is progression.
/// </code>
/// A condition is <c>fact=value/value</c>; several are joined by commas; <c>*</c> always holds. The last row must be <c>*</c>,
/// so every combination of facts is decided.
/// </remarks>
public sealed class DecisionTable
{
    private DecisionTable(string name, string version, string source, IReadOnlyDictionary<string, IReadOnlyList<string>> facts, IReadOnlyList<DecisionRow> rows)
    {
        Name = name;
        Version = version;
        Source = source;
        Facts = facts;
        Rows = rows;
    }

    public string Name { get; }

    /// <summary>Year of the paper and our edition of the table.</summary>
    public string Version { get; }

    public string Source { get; }

    /// <summary>The possible values of every fact the table asks for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Facts { get; }

    public IReadOnlyList<DecisionRow> Rows { get; }

    /// <summary>Finds the first row that holds for these facts, and keeps why the earlier ones did not.</summary>
    public Decision Decide(FactSheet facts)
    {
        foreach (var (name, values) in Facts)
            if (!values.Contains(facts[name].Value))
                throw new ArgumentException($"Fact {name} is '{facts[name].Value}', which {Name} does not know.", nameof(facts));
        var path = new List<string>();
        var told = new HashSet<string>();
        for (int at = 0; ; at++) // the last row always holds: Parse asks for it
        {
            var row = Rows[at];
            var failing = row.When.FirstOrDefault(c => !c.OneOf.Contains(facts[c.Fact].Value));
            if (failing is not null)
            {
                path.Add($"{row.Id} passed over: {Tell(facts[failing.Fact], told)}");
                continue;
            }
            string reasons = string.Join("; ", row.When.Select(c => Tell(facts[c.Fact], told)));
            path.Add($"{row.Id} holds{(reasons.Length == 0 ? "" : ": " + reasons)} -> {row.Category}: {row.Because}");
            return new(row.Id, row.Category, row.Because, path);
        }
    }

    /// <summary>Reads a table from its text; a table that breaks its own rules is a fault of the program.</summary>
    public static DecisionTable Parse(string text)
    {
        string name = "", version = "", source = "";
        var facts = new Dictionary<string, IReadOnlyList<string>>();
        var rows = new List<DecisionRow>();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (keyword, rest) = Halves(line, ' ');
            switch (keyword)
            {
                case "table": name = rest; break;
                case "version": version = rest; break;
                case "source": source = rest; break;
                case "fact":
                    var (fact, values) = Halves(rest, ':');
                    facts.Add(fact, values.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "row": rows.Add(ParseRow(rest, facts)); break;
                default: throw new FormatException($"A decision table does not know the line '{line}'.");
            }
        }
        if (rows.Count == 0 || rows[^1].When.Count > 0) throw new FormatException($"The last row of {name} must hold always (*).");
        return new(name, version, source, facts, rows);
    }

    private static DecisionRow ParseRow(string text, Dictionary<string, IReadOnlyList<string>> facts)
    {
        string[] cells = text.Split('|', StringSplitOptions.TrimEntries);
        if (cells.Length != 4) throw new FormatException($"A row has four cells: '{text}'.");
        var conditions = new List<DecisionCondition>();
        foreach (string condition in cells[1].Split(',', StringSplitOptions.TrimEntries).Where(c => c != "*"))
        {
            var (fact, values) = Halves(condition, '=');
            string[] oneOf = values.Split('/');
            if (!facts.TryGetValue(fact, out var domain) || oneOf.Any(v => !domain.Contains(v)))
                throw new FormatException($"Row {cells[0]} asks '{condition}', which no fact line declares.");
            conditions.Add(new(fact, oneOf));
        }
        return new(cells[0], conditions, cells[2], cells[3]);
    }

    private static (string First, string Remainder) Halves(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at].Trim(), text[(at + 1)..].Trim());
    }

    // A fact's note is told once in a path; afterwards its value is enough.
    private static string Tell(StatedFact fact, HashSet<string> told) =>
        fact.Note.Length > 0 && told.Add(fact.Name) ? $"{fact.Name} is {fact.Value} ({fact.Note})" : $"{fact.Name} is {fact.Value}";
}

/// <summary>One answer a table asks for, with how it came to be (numbers and units).</summary>
public sealed record StatedFact(string Name, string Value, string Note);

/// <summary>The facts about one case that a table is asked with; each is set once.</summary>
public sealed class FactSheet
{
    private readonly Dictionary<string, StatedFact> facts = [];

    public StatedFact this[string name] => facts.TryGetValue(name, out var fact) ? fact
        : throw new ArgumentException($"Nobody stated the fact {name}.", nameof(name));

    public FactSheet Add(string name, string value, string note = "")
    {
        facts.Add(name, new(name, value, note));
        return this;
    }

    public FactSheet Add(string name, bool value, string note = "") => Add(name, value ? "yes" : "no", note);
}
