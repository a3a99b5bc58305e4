using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The Quantification Cq Results table of CFX Maestro: one row a well and dye, an empty first column.</summary>
internal static class CfxText
{
    internal const string Format = "CFX Cq table";

    internal static bool IsCqTable(TextSheet table) => table.Has("WELL") && table.Has("FLUOR") && table.Has("CONTENT") && (table.Has("CQ") || table.Has("C(T)"));

    internal static Outcome<InstrumentFile> Read(TextSheet table, string name)
    {
        if (PlainRun.TooMany(table.Rows.Count, name) is { } tooMany) return tooMany;
        var problems = new List<Problem>();
        var reactions = new List<Reaction>();
        string cq = table.First("CQ", "C(T)")!;
        string? quantity = table.First("STARTING QUANTITY (SQ)", "SQ"), note = table.First("WELL NOTE");
        foreach (var row in table.Rows)
        {
            string text = table.Cell(row, "WELL");
            if (text.Length == 0) continue;
            if (!WellPosition.TryParse(text, out var well))
            {
                if (problems.Count < 100) problems.Add(new Problem(table.Place(row, "WELL"), text, "a well such as A01"));
                continue;
            }
            string content = table.Cell(row, "CONTENT"), dye = table.Cell(row, "FLUOR"), target = table.Cell(row, "TARGET");
            var role = RoleOf(content);
            double? amount = table.Number(row, quantity, problems, "a starting quantity");
            var sample = table.Cell(row, "SAMPLE");
            reactions.Add(new(well, sample.Length > 0 ? sample : content, role, target.Length > 0 ? target : dye, dye, ReadCq(table, row, cq, problems), AmplificationCurve.Empty)
            {
                Quantity = role == SampleRole.Standard && amount > 0 ? amount : null,
                ReportedQuantity = role == SampleRole.Standard ? null : amount,
                DataId = text,
            });
        }
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems);
        return PlainRun.Of(Format, "", name, reactions, ["the table holds no curves"]);
    }

    private static Cq ReadCq(TextSheet table, (int Line, string[] Cells) row, string column, List<Problem> problems) =>
        table.Cell(row, column).Length == 0 ? Cq.None : QuantStudioTables.ReadCq(table, row, column, problems);

    internal static SampleRole RoleOf(string content)
    {
        string word = content.ToUpperInvariant();
        return word.StartsWith("STD", StringComparison.Ordinal) ? SampleRole.Standard
            : word.StartsWith("UNKN", StringComparison.Ordinal) ? SampleRole.Unknown
            : word.StartsWith("NTC", StringComparison.Ordinal) ? SampleRole.Ntc
            : word.StartsWith("POS", StringComparison.Ordinal) ? SampleRole.PositiveControl
            : word.StartsWith("NEG", StringComparison.Ordinal) || word.StartsWith("NRT", StringComparison.Ordinal) ? SampleRole.NegativeControl
            : SampleRole.Other;
    }
}

/// <summary>A list of reactions as one run, its plate large enough for its wells.</summary>
internal static class PlainRun
{
    internal const int MaximumReactions = 200_000;

    /// <summary>The refusal of a file with more reactions than any plate; null where there are fewer.</summary>
    internal static Outcome<InstrumentFile>? TooMany(long reactions, string name) => reactions <= MaximumReactions ? null
        : Outcome<InstrumentFile>.Refused(new Problem(name, $"{reactions} reactions", $"at most {MaximumReactions} reactions in a file"));

    internal static Outcome<InstrumentFile> Of(string format, string instrument, string name, List<Reaction> reactions, IReadOnlyList<string> notes, IReadOnlyList<Repair>? repairs = null, string? id = null)
    {
        if (reactions.Count == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "a table without wells", "at least one well"));
        int rows = reactions.Max(r => r.Well.Row), columns = reactions.Max(r => r.Well.Column);
        id ??= Path.GetFileNameWithoutExtension(name);
        var run = new QpcrRun(id, id, reactions) { Instrument = instrument, Rows = rows > 8 ? Math.Max(16, rows) : 8, Columns = columns > 12 ? Math.Max(24, columns) : 12 };
        return Outcome<InstrumentFile>.Of(new(format, "", instrument, [run]) { Notes = notes, Repairs = repairs ?? [] });
    }

    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
