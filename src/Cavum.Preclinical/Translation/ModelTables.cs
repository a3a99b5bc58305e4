using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>The tables from which the exploratory model is fitted.</summary>
public static class ModelTables
{
    /// <summary>Columns group, quantity, day, value; values are above 0.</summary>
    public static IReadOnlyList<ModelObservation> Observations(string path, List<Problem> problems)
    {
        var rows = new List<ModelObservation>();
        if (Open(path, problems, "group", "quantity", "day", "value") is not { } table) return rows;
        foreach (var row in table.Rows)
        {
            var quantity = Enum.GetValues<ModelQuantity>().Where(q => string.Equals(q.ToString(), row["quantity"].Trim(), StringComparison.OrdinalIgnoreCase)).Select(q => (ModelQuantity?)q).FirstOrDefault();
            if (quantity is null) problems.Add(new Problem(row.Place("quantity"), row["quantity"], "asparaginase, asparagine, activation, tumour or ebvDna"));
            double? day = Number(row, "day", problems, v => v is >= 0 and <= 10_000, "a day from 0 to 10,000"), value = Number(row, "value", problems, v => v is > 0 and < 1e50, "a value above 0; leave out what was not detected");
            if (quantity is { } q && day is { } d && value is { } x) rows.Add(new(row["group"], q, d, x));
        }
        return rows;
    }

    /// <summary>Columns group, drug, day, units: one row a dose; a group without treatment has one row with the drug none.</summary>
    public static IReadOnlyDictionary<string, TreatmentSchedule> Schedules(string path, List<Problem> problems)
    {
        var doses = new Dictionary<string, (List<double> Asparaginase, List<double> AntiPd1, double Units)>();
        if (Open(path, problems, "group", "drug", "day", "units") is not { } table) return new Dictionary<string, TreatmentSchedule>();
        foreach (var row in table.Rows)
        {
            var (asparaginase, antiPd1, units) = doses.TryGetValue(row["group"], out var known) ? known : ([], [], 0);
            string drug = row["drug"].Trim();
            if (drug is not ("asparaginase" or "antiPd1" or "none")) problems.Add(new Problem(row.Place("drug"), drug, "asparaginase, antiPd1 or none"));
            else if (drug != "none" && Number(row, "day", problems, v => v is >= 0 and <= 10_000, "a day from 0 to 10,000") is { } day)
            {
                if (drug == "antiPd1") antiPd1.Add(day);
                else if (Number(row, "units", problems, v => v is > 0 and < 1e9, "units above 0") is { } given)
                {
                    if (units > 0 && given != units) problems.Add(new Problem(row.Place("units"), row["units"], $"the same units for every dose of the group ({units:R})"));
                    units = given;
                    asparaginase.Add(day);
                }
            }
            doses[row["group"]] = (asparaginase, antiPd1, units);
        }
        return doses.ToDictionary(d => d.Key, d => new TreatmentSchedule(d.Value.Asparaginase, d.Value.Units, d.Value.AntiPd1));
    }

    private static CsvTable? Open(string path, List<Problem> problems, params string[] columns)
    {
        var read = CsvTable.ReadFile(path);
        problems.AddRange(read.Problems);
        if (!read.TryGet(out var table)) return null;
        var missing = table.Missing(columns).ToList();
        problems.AddRange(missing);
        if (missing.Count == 0 && table.Rows.Count == 0) problems.Add(new Problem(table.Source, "no row", "at least one row"));
        return missing.Count > 0 ? null : table;
    }

    private static double? Number(CsvRow row, string column, List<Problem> problems, Func<double, bool> allowed, string expected)
    {
        int before = problems.Count;
        double? value = row.IsMissing(column) ? null : row.Number(column, problems, expected);
        if (problems.Count == before && !(value is { } v && allowed(v))) problems.Add(new Problem(row.Place(column), row[column], expected));
        return problems.Count == before ? value : null;
    }
}
