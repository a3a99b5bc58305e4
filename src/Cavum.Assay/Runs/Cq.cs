using System.Globalization;

namespace Cavum.Assay;

/// <summary>The quantification cycle of one reaction: seen at a number of cycles, not detected, or not reported.</summary>
public abstract record Cq
{
    private Cq() { }

    /// <summary>The reaction amplified and crossed the method's mark after <paramref name="Cycles"/> cycles (above 0).</summary>
    public sealed record Detected(double Cycles) : Cq
    {
        public override string ToString() => Cycles.ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>The reaction was run to the last cycle and did not amplify.</summary>
    public sealed record NotDetected : Cq
    {
        public override string ToString() => "not detected";
    }

    /// <summary>The source says nothing about a Cq.</summary>
    public sealed record NotReported : Cq
    {
        public override string ToString() => "not reported";
    }

    public static Cq None { get; } = new NotDetected();
    public static Cq Unreported { get; } = new NotReported();

    public static Cq At(double cycles) => double.IsFinite(cycles) && cycles > 0
        ? new Detected(cycles)
        : throw new ArgumentOutOfRangeException(nameof(cycles), cycles, "A Cq is a finite number of cycles above 0.");

    public bool IsDetected(out double cycles)
    {
        cycles = this is Detected d ? d.Cycles : 0;
        return this is Detected;
    }
}
