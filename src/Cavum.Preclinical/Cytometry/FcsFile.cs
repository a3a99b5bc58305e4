namespace Cavum.Preclinical;

/// <summary>A flow cytometry standard file, version 2.0, 3.0, 3.1 or 3.2: its data sets in the order of the file.</summary>
/// <remarks>ISAC data file standard: Dean et al. 1990 (2.0), Seamer et al. 1997 (3.0), Spidlen et al. 2010 (3.1), 2021 (3.2), all Cytometry.</remarks>
/// <param name="Version">As the HEADER of the first data set says, without "FCS".</param>
/// <param name="Repairs">Everything in the file that disagreed with itself or the standard and how it was read.</param>
public sealed record FcsFile(string Version, IReadOnlyList<FcsDataSet> DataSets, IReadOnlyList<string> Repairs);

/// <summary>One data set: its keywords, its parameters and, for each parameter, one value per event.</summary>
public sealed class FcsDataSet
{
    private readonly double[][] columns;

    public FcsDataSet(IReadOnlyDictionary<string, string> keywords, IReadOnlyList<FcsParameter> parameters, double[][] columns)
    {
        if (parameters.Count != columns.Length)
            throw new ArgumentException($"{parameters.Count} parameters but {columns.Length} columns.", nameof(columns));
        if (columns.Any(c => c.Length != columns[0].Length))
            throw new ArgumentException("All parameters hold the same number of events.", nameof(columns));
        Keywords = keywords;
        Parameters = parameters;
        this.columns = columns;
    }

    /// <summary>Keywords as written; found without regard to case, primary TEXT before supplementary.</summary>
    public IReadOnlyDictionary<string, string> Keywords { get; }

    public IReadOnlyList<FcsParameter> Parameters { get; }

    public int Events => columns.Length == 0 ? 0 : columns[0].Length;

    /// <summary>The values of a parameter (index from 0) as stored, integers masked to their range; not linearised.</summary>
    public ReadOnlySpan<double> Raw(int parameter) => columns[parameter];

    /// <summary>The values of a parameter (index from 0) on the linear scale: see <see cref="FcsParameter.Linear"/>.</summary>
    public double[] Linear(int parameter)
    {
        double[] values = [.. columns[parameter]];
        Parameters[parameter].Linearise(values, TimeStep);
        return values;
    }

    /// <summary>$TIMESTEP, the seconds of one tick of the parameter "Time"; null where it is absent or no number above 0.</summary>
    public double? TimeStep => FcsNumber.Real(Keywords.GetValueOrDefault("$TIMESTEP")) is double s and > 0 ? s : null;

    /// <summary>The index of the parameter whose $PnN is <paramref name="name"/> (first in the file if named twice), or −1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Parameters.Count; i++)
            if (Parameters[i].Name == name) return i;
        for (int i = 0; i < Parameters.Count; i++)
            if (string.Equals(Parameters[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}

/// <summary>How a value is stored: $DATATYPE or, in 3.2, $PnDATATYPE.</summary>
public enum FcsDataType
{
    Integer,
    Single,
    Double,
    Ascii,
}

/// <summary>One measured parameter.</summary>
/// <param name="Index">Number in the file, from 1.</param>
/// <param name="Name">$PnN.</param>
/// <param name="Label">$PnS, empty where absent.</param>
/// <param name="Bits">$PnB: bits, or characters for ASCII; 0 for ASCII values divided by delimiters.</param>
/// <param name="Range">$PnR.</param>
/// <param name="Decades">First number of $PnE: 0 on a linear scale.</param>
/// <param name="LogOffset">Second number of $PnE, 1 where a file says 0 with decades above 0.</param>
/// <param name="Gain">$PnG, 1 where absent.</param>
public sealed record FcsParameter(
    int Index, string Name, string Label, int Bits, double Range, double Decades, double LogOffset, double Gain, FcsDataType Type)
{
    /// <summary>One stored value on the linear scale: x / gain, or 10^(decades·x/range)·offset for a logarithmic amplifier.</summary>
    public double Linear(double x) => Decades > 0
        ? Math.Pow(10, Decades * x / Range) * LogOffset
        : x / Gain;

    /// <summary>Whether this is the parameter "Time", whose ticks $TIMESTEP turns into seconds.</summary>
    public bool IsTime => string.Equals(Name, "Time", StringComparison.OrdinalIgnoreCase);

    internal void Linearise(Span<double> values, double? timeStep)
    {
        if (IsTime && timeStep is { } step)
        {
            for (int i = 0; i < values.Length; i++) values[i] *= step;
            return;
        }
        if (Decades == 0 && Gain == 1) return;
        for (int i = 0; i < values.Length; i++) values[i] = Linear(values[i]);
    }
}

/// <summary>Numbers as TEXT segments write them: padded with blanks, sometimes with zeros.</summary>
internal static class FcsNumber
{
    private const System.Globalization.NumberStyles RealStyle = System.Globalization.NumberStyles.Float;

    internal static long? Whole(string? text) =>
        long.TryParse(text.AsSpan().Trim(" \0\t\r\n"), System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture, out long value) ? value : null;

    internal static double? Real(string? text) =>
        double.TryParse(text.AsSpan().Trim(" \0\t\r\n"), RealStyle, System.Globalization.CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value) ? value : null;
}
