using System.Globalization;
using System.Text;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>One freezing of the plan.</summary>
/// <param name="Chain">SHA-256 over the chain before, the time, the plan's hash and the reason: a row changed or taken out breaks all that follow.</param>
public sealed record PlanFreeze(DateTimeOffset At, string Plan, string Reason, string Chain, string Text);

/// <summary>The append-only history of the plan: <c>plan-history.csv</c>, and each frozen plan whole in <c>plans/</c>.</summary>
public static class PlanHistory
{
    public const string File = "plan-history.csv";
    public const string Folder = "plans";
    private const string Columns = "frozenAt,plan,reason,chain";

    public static string PlanPath(string hash) => $"{Folder}/{hash}.json";

    /// <summary>Every freezing in order; a broken chain or a plan whose bytes are not its name is a problem.</summary>
    public static Outcome<IReadOnlyList<PlanFreeze>> Read(string folder)
    {
        string path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path)) return Outcome<IReadOnlyList<PlanFreeze>>.Of([]);
        return CsvTable.ReadFile(path, File).Then(table =>
        {
            var problems = table.Missing(Columns.Split(',')).ToList();
            if (problems.Count > 0) return Outcome<IReadOnlyList<PlanFreeze>>.Refused(problems);
            var freezes = new List<PlanFreeze>();
            string chain = "";
            foreach (var row in table.Rows) chain = Add(row, folder, chain, freezes, problems);
            return problems.Count > 0 ? Outcome<IReadOnlyList<PlanFreeze>>.Refused(problems) : Outcome<IReadOnlyList<PlanFreeze>>.Of(freezes);
        });
    }

    private static string Add(CsvRow row, string folder, string chain, List<PlanFreeze> freezes, List<Problem> problems)
    {
        string time = row["frozenAt"], hash = row["plan"], reason = row["reason"], expected = Chain(chain, time, hash, reason);
        if (!DateTimeOffset.TryParseExact(time, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            problems.Add(new Problem(row.Place("frozenAt"), time, "a time YYYY-MM-DDThh:mm:ssZ"));
        else if (freezes.Count > 0 && at < freezes[^1].At) problems.Add(new Problem(row.Place("frozenAt"), time, "a time not before the row above: the history only grows"));
        if (row["chain"] != expected)
            problems.Add(new Problem(row.Place("chain"), row["chain"], $"{expected}: the history is append-only, and a row was changed or taken out"));
        string plan = Path.Combine(folder, Folder, hash + ".json");
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)) problems.Add(new Problem(row.Place("plan"), hash, "64 hexadecimal digits"));
        else if (!System.IO.File.Exists(plan)) problems.Add(new Problem(row.Place("plan"), hash, $"the frozen plan in {PlanPath(hash)}"));
        else if (ContentHash.OfFile(plan).Hex != hash) problems.Add(new Problem(PlanPath(hash), ContentHash.OfFile(plan).Hex, $"{hash}, its name: a frozen plan is never edited"));
        else freezes.Add(new PlanFreeze(at, hash, reason, expected, System.IO.File.ReadAllText(plan)));
        return expected;
    }

    /// <summary>The files that one more freezing writes, plan first; refused where nothing changed, or where a change has no reason.</summary>
    public static Outcome<IReadOnlyList<(string Path, string Text)>> Next(IReadOnlyList<PlanFreeze> history, FrozenPlan plan, DateTimeOffset at, string reason)
    {
        if (history.Count > 0 && history[^1].Plan == plan.Hash)
            return Refuse("plan", plan.Hash, $"a plan that differs from the one frozen on {Stamp(history[^1].At)}; it is frozen already");
        if (history.Count > 0 && reason.Trim().Length == 0) return Refuse("--reason", "", "why the frozen plan is changed");
        if (reason.Any(char.IsControl)) return Refuse("--reason", reason, "one line of text");
        if (history.Count > 0 && at < history[^1].At) return Refuse("time", Stamp(at), $"a time not before the last freezing, {Stamp(history[^1].At)}");
        var text = new StringBuilder(Columns).Append('\n');
        string chain = "";
        foreach (var (when, hash, why) in history.Select(h => (Stamp(h.At), h.Plan, h.Reason)).Append((Stamp(at), plan.Hash, reason.Trim())))
        {
            chain = Chain(chain, when, hash, why);
            text.Append(when).Append(',').Append(hash).Append(",\"").Append(why.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",").Append(chain).Append('\n');
        }
        return Outcome<IReadOnlyList<(string, string)>>.Of([(PlanPath(plan.Hash), plan.Text), (File, text.ToString())]);

        static Outcome<IReadOnlyList<(string, string)>> Refuse(string place, string read, string expected) =>
            Outcome<IReadOnlyList<(string, string)>>.Refused(new Problem(place, read, expected));
    }

    /// <summary>Freezes the plan of a study folder; the history is written last, so that it never names a plan that is not there.</summary>
    public static Outcome<PlanFreeze> Freeze(string folder, DateTimeOffset at, string reason)
    {
        var read = StudyFolder.Read(folder);
        if (read.IsRefused) return Outcome<PlanFreeze>.Refused(read.Problems);
        var record = read.Value;
        var plan = FrozenPlan.Of(record.Design, Bytes(folder));
        return Read(folder).Then(history => Next(history, plan, at, reason)).Then(files =>
        {
            foreach (var (path, text) in files) AtomicFile.Write(Path.Combine(folder, path), text);
            return Read(folder).Then(after => Outcome<PlanFreeze>.Of(after[^1]));
        });
    }

    /// <summary>The files of a history that starts with this design.json, which names no further file.</summary>
    public static IReadOnlyList<(string Path, string Text)> First(string design, DateTimeOffset at, string reason)
    {
        var problems = new List<Problem>();
        var read = DesignReader.Read(design, problems);
        if (read is null || problems.Count > 0) throw new ArgumentException("The design is not readable: " + problems.FirstOrDefault(), nameof(design));
        return Next([], FrozenPlan.Of(read, _ => null), at, reason).Value;
    }

    /// <summary>The bytes of a file of the study, null where it is not there.</summary>
    public static Func<string, byte[]?> Bytes(string folder) => path =>
    {
        string full = Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));
        return System.IO.File.Exists(full) ? System.IO.File.ReadAllBytes(full) : null;
    };

    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Chain(string before, string at, string plan, string reason) =>
        ContentHash.Of(Encoding.UTF8.GetBytes(string.Join('\n', before, at, plan, reason))).Hex;
}
