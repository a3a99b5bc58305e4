using System.Globalization;

namespace Cavum.Assay;

/// <summary>A concentration of EBV DNA: copies per millilitre of plasma, not of eluate or of reaction.</summary>
/// <remarks>Finite, never negative; <c>default</c> is zero. "Not detected" is a result, not a concentration: <see cref="EbvDnaResult"/>.</remarks>
public readonly record struct CopiesPerMillilitre : IComparable<CopiesPerMillilitre>
{
    public CopiesPerMillilitre(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A plasma concentration is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public int CompareTo(CopiesPerMillilitre other) => Value.CompareTo(other.Value);

    public static bool operator <(CopiesPerMillilitre left, CopiesPerMillilitre right) => left.Value < right.Value;
    public static bool operator >(CopiesPerMillilitre left, CopiesPerMillilitre right) => left.Value > right.Value;
    public static bool operator <=(CopiesPerMillilitre left, CopiesPerMillilitre right) => left.Value <= right.Value;
    public static bool operator >=(CopiesPerMillilitre left, CopiesPerMillilitre right) => left.Value >= right.Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:G4} copies/mL");
}

/// <summary>International units of EBV DNA (WHO 09/260) per millilitre of plasma.</summary>
/// <remarks>Finite, never negative; <c>default</c> is zero. Never interchangeable with copies/mL: <see cref="UnitConversion"/> goes between them.</remarks>
public readonly record struct InternationalUnitsPerMillilitre : IComparable<InternationalUnitsPerMillilitre>
{
    public InternationalUnitsPerMillilitre(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A plasma concentration is finite and not negative.");
        Value = value;
    }

    public double Value { get; }

    public int CompareTo(InternationalUnitsPerMillilitre other) => Value.CompareTo(other.Value);

    public static bool operator <(InternationalUnitsPerMillilitre left, InternationalUnitsPerMillilitre right) => left.Value < right.Value;
    public static bool operator >(InternationalUnitsPerMillilitre left, InternationalUnitsPerMillilitre right) => left.Value > right.Value;
    public static bool operator <=(InternationalUnitsPerMillilitre left, InternationalUnitsPerMillilitre right) => left.Value <= right.Value;
    public static bool operator >=(InternationalUnitsPerMillilitre left, InternationalUnitsPerMillilitre right) => left.Value >= right.Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:G4} IU/mL");
}

/// <summary>A volume of liquid; finite and above zero except for <c>default</c>, which is no liquid.</summary>
public readonly record struct Volume : IComparable<Volume>
{
    private Volume(double microlitres)
    {
        if (!double.IsFinite(microlitres) || microlitres <= 0)
            throw new ArgumentOutOfRangeException(nameof(microlitres), microlitres, "A volume is finite and above 0.");
        Microlitres = microlitres;
    }

    public double Microlitres { get; }
    public double Millilitres => Microlitres / 1000;

    public static Volume FromMicrolitres(double value) => new(value);
    public static Volume FromMillilitres(double value) => new(value * 1000);

    public static double operator /(Volume left, Volume right) => left.Microlitres / right.Microlitres;

    public int CompareTo(Volume other) => Microlitres.CompareTo(other.Microlitres);

    public static bool operator <(Volume left, Volume right) => left.Microlitres < right.Microlitres;
    public static bool operator >(Volume left, Volume right) => left.Microlitres > right.Microlitres;
    public static bool operator <=(Volume left, Volume right) => left.Microlitres <= right.Microlitres;
    public static bool operator >=(Volume left, Volume right) => left.Microlitres >= right.Microlitres;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Microlitres:G6} µL");
}

/// <summary>An estimate on the ratio scale with its two-sided interval; a limit is null where the interval is open.</summary>
public sealed record Interval(double Estimate, double? Lower, double? Upper);
