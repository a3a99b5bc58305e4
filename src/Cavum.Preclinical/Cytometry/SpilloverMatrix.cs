using System.Globalization;
using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>How much of each fluorochrome each detector sees: row fluorochrome, column detector.</summary>
/// <remarks>
/// An event is taken apart by c = x·S⁻¹, or x·Sᵀ(S·Sᵀ)⁻¹ with more detectors than fluorochromes (Gating-ML 2.0, spectrum matrix).
/// </remarks>
public sealed class SpilloverMatrix
{
    private readonly double[,] unmixing;

    private SpilloverMatrix(string[] fluorochromes, string[] detectors, double[,] coefficients, double[,] unmixing, double condition)
    {
        Fluorochromes = fluorochromes;
        Detectors = detectors;
        Coefficients = coefficients;
        this.unmixing = unmixing;
        Condition = condition;
    }

    public IReadOnlyList<string> Fluorochromes { get; }
    public IReadOnlyList<string> Detectors { get; }
    public double[,] Coefficients { get; }

    /// <summary>‖S‖₁·‖S⁻¹‖₁: how many times an error of the measurement may grow.</summary>
    public double Condition { get; }

    /// <summary>What detector <paramref name="detector"/> adds to fluorochrome <paramref name="fluorochrome"/>.</summary>
    public double Unmixing(int detector, int fluorochrome) => unmixing[detector, fluorochrome];

    public int IndexOf(string fluorochrome)
    {
        for (int i = 0; i < Fluorochromes.Count; i++)
            if (Fluorochromes[i] == fluorochrome) return i;
        return -1;
    }

    /// <param name="inverted">The coefficients are already the inverse, fluorochrome by detector.</param>
    public static Outcome<SpilloverMatrix> Create(
        string[] fluorochromes, string[] detectors, double[,] coefficients, string place, bool inverted = false)
    {
        int rows = fluorochromes.Length, columns = detectors.Length;
        var problems = new List<Problem>();
        if (rows == 0 || rows > columns)
            problems.Add(new Problem(place, $"{rows} fluorochromes on {columns} detectors", "at least one fluorochrome and as many detectors"));
        foreach (var twice in fluorochromes.GroupBy(n => n).Concat(detectors.GroupBy(n => n)).Where(g => g.Count() > 1))
            problems.Add(new Problem(place, twice.Key, "each name once"));
        if (problems.Count > 0) return Outcome<SpilloverMatrix>.Refused(problems);
        double[,]? unmixing;
        if (inverted) unmixing = rows == columns ? coefficients : null;
        else if (rows == columns) unmixing = DenseMatrix.Inverse(coefficients);
        else
        {
            var transposed = DenseMatrix.Transpose(coefficients);
            unmixing = DenseMatrix.Inverse(DenseMatrix.Multiply(coefficients, transposed)) is { } inner ? DenseMatrix.Multiply(transposed, inner) : null;
        }
        if (unmixing is null)
            return Outcome<SpilloverMatrix>.Refused(new Problem(place, "a singular matrix", "fluorochromes that the detectors can tell apart"));
        double condition = DenseMatrix.OneNorm(coefficients) * DenseMatrix.OneNorm(unmixing);
        return Outcome<SpilloverMatrix>.Of(new(fluorochromes, detectors, coefficients, unmixing, condition));
    }

    /// <summary>The matrix that the file carries ($SPILLOVER, SPILL, SPILLOVER or $COMP), null where it carries none.</summary>
    public static Outcome<SpilloverMatrix>? FromKeywords(FcsDataSet set, string source)
    {
        string? key = ((string[])["$SPILLOVER", "SPILLOVER", "SPILL", "$SPILL", "$COMP", "COMP"])
            .FirstOrDefault(k => set.Keywords.TryGetValue(k, out string? value) && value.Contains(',', StringComparison.Ordinal));
        if (key is null) return null;
        string place = $"{source}, {key}", text = set.Keywords[key];
        string[] parts = text.Split(',');
        Outcome<SpilloverMatrix> Bad(string expected) =>
            Outcome<SpilloverMatrix>.Refused(new Problem(place, text.Length > 60 ? text[..60] + "…" : text, expected));
        if (FcsNumber.Whole(parts[0]) is not (>= 1 and <= 1000 and var n) || parts.Length < 1 + n + n * n)
            return Bad("n, n names and n × n coefficients");
        string[] names = [.. parts[1..(int)(n + 1)].Select(p => p.Trim())];
        if (names.All(name => set.IndexOf(name) < 0 && FcsNumber.Whole(name) is { } i && i >= 1 && i <= set.Parameters.Count))
            names = [.. names.Select(name => set.Parameters[(int)FcsNumber.Whole(name)!.Value - 1].Name)];
        var coefficients = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (FcsNumber.Real(parts[1 + n + i * n + j]) is not { } value) return Bad("numbers as coefficients");
                coefficients[i, j] = value;
            }
        }
        return Create(names, names, coefficients, place);
    }

    /// <summary>A table whose header names the detectors; a first column without numbers names the fluorochromes.</summary>
    public static Outcome<SpilloverMatrix> FromCsv(CsvTable table)
    {
        var problems = new List<Problem>();
        if (table.Rows.Count == 0) return Outcome<SpilloverMatrix>.Refused(new Problem(table.Source, "", "one row per fluorochrome"));
        string first = table.Columns[0];
        bool named = table.Rows.All(r => !double.TryParse(r[first], NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        string[] detectors = [.. table.Columns.Skip(named ? 1 : 0)];
        string[] fluorochromes = named ? [.. table.Rows.Select(r => r[first])]
            : table.Rows.Count == detectors.Length ? detectors : [.. table.Rows.Select((_, i) => $"row {i + 1}")];
        var coefficients = new double[table.Rows.Count, detectors.Length];
        for (int i = 0; i < table.Rows.Count; i++)
        {
            for (int j = 0; j < detectors.Length; j++)
            {
                var row = table.Rows[i];
                if (row.IsMissing(detectors[j])) problems.Add(new Problem(row.Place(detectors[j]), row[detectors[j]], "a coefficient"));
                else coefficients[i, j] = row.Number(detectors[j], problems, "a coefficient") ?? 0;
            }
        }
        return problems.Count > 0 ? Outcome<SpilloverMatrix>.Refused(problems) : Create(fluorochromes, detectors, coefficients, table.Source);
    }
}

/// <summary>What compensation and ellipsoids need of dense matrices.</summary>
internal static class DenseMatrix
{
    /// <summary>By Gauss–Jordan with partial pivoting; null where the matrix is singular to working precision.</summary>
    internal static double[,]? Inverse(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var inverse = new double[n, n];
        double scale = 0;
        for (int i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
            for (int j = 0; j < n; j++) scale = Math.Max(scale, Math.Abs(a[i, j]));
        }
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k])) pivot = i;
            if (!(Math.Abs(a[pivot, k]) > 1e-14 * scale)) return null;
            for (int j = 0; j < n; j++)
            {
                (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
                (inverse[k, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[k, j]);
            }
            double divisor = a[k, k];
            for (int j = 0; j < n; j++)
            {
                a[k, j] /= divisor;
                inverse[k, j] /= divisor;
            }
            for (int i = 0; i < n; i++)
            {
                double factor = a[i, k];
                if (i == k || factor == 0) continue;
                for (int j = 0; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                    inverse[i, j] -= factor * inverse[k, j];
                }
            }
        }
        return inverse;
    }

    internal static double[,] Transpose(double[,] m)
    {
        var result = new double[m.GetLength(1), m.GetLength(0)];
        for (int i = 0; i < m.GetLength(0); i++)
            for (int j = 0; j < m.GetLength(1); j++) result[j, i] = m[i, j];
        return result;
    }

    internal static double[,] Multiply(double[,] a, double[,] b)
    {
        var result = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
            for (int j = 0; j < b.GetLength(1); j++)
                for (int k = 0; k < a.GetLength(1); k++) result[i, j] += a[i, k] * b[k, j];
        return result;
    }

    internal static double OneNorm(double[,] m)
    {
        double norm = 0;
        for (int j = 0; j < m.GetLength(1); j++)
        {
            double sum = 0;
            for (int i = 0; i < m.GetLength(0); i++) sum += Math.Abs(m[i, j]);
            norm = Math.Max(norm, sum);
        }
        return norm;
    }
}
