namespace Cavum.Assay;

/// <summary>Which readings of each curve a growth fit weighs, and how.</summary>
/// <remarks>
/// Counted from the curve's own Cq, which lies between cycles, and with edges that fall off as a raised cosine over two cycles: so a curve that comes a little later
/// has a little other weights, never one reading more or less.
/// </remarks>
/// <param name="Before">Cycles before Cq that count in full.</param>
/// <param name="After">Cycles after Cq that count in full; below 0 the fall begins before Cq.</param>
/// <param name="Turn">Share of the plateau below which readings are weighed by their absolute, above by their relative error.</param>
public readonly record struct GrowthWindow(double Before, double After, double Turn)
{
    /// <summary>Cycles over which the weight falls from full to none.</summary>
    internal const double Edge = 2;

    /// <summary>Share of its full weight that a reading has, x cycles after Cq.</summary>
    internal double At(double x) => Fall(-x - Before) * Fall(x - After);

    private static double Fall(double past) => past <= 0 ? 1 : past >= Edge ? 0 : (1 + Math.Cos(Math.PI * past / Edge)) / 2;
}

/// <summary>The windows of the two passes: all curves for their shape, then each curve for its start.</summary>
public sealed record GrowthWindows(GrowthWindow Shape, GrowthWindow Start)
{
    /// <summary>Chosen on the Vermeulen standards (docs/validation/shared-growth.md).</summary>
    public static GrowthWindows Standard { get; } = new(new(12, 4, 0.008), new(12, -1.5, 0.04));
}

/// <summary>What of a shape a fit moves; baselines, plateaus and Cqs always.</summary>
internal enum Free
{
    Nothing,
    Asymmetry,
    Shape,
}

/// <summary>A shape that many curves share, and the standard error of ln k with each curve a draw of its own.</summary>
internal readonly record struct FoundShape(GrowthShape Shape, double LogRateStdErr);

/// <summary>Weighted least squares of many curves that share one <see cref="GrowthShape"/>: F = baseline + plateau·u(cycle − start).</summary>
/// <remarks>
/// Gauss–Newton with weights window/(plateau²·(turn² + u²)) renewed from the last step. The three numbers of a curve are eliminated from its normal
/// equations, which leaves two for the shape however many curves there are. Without a free shape every curve is a fit of its own. The standard
/// error is S⁻¹(Σ s sᵀ)S⁻¹·n/(n − 1), S the reduced equations and s each of n curves' part of their right-hand side.
/// </remarks>
internal static class GrowthFit
{
    private const int MostSteps = 100, Own = 3, Shared = 2;
    private const double Tolerance = 1e-9, MostShapeStep = 0.15, MostCycleStep = 1, Ridge = 1e-10;

    /// <summary>Fits; the wells keep their results. Null when it does not converge or a curve has no rise to fit.</summary>
    internal static FoundShape? Fit(IReadOnlyList<GrowthWell> wells, GrowthShape shape, GrowthWindow window, Free free)
    {
        Span<double> blocks = stackalloc double[9], own = stackalloc double[Own], cross = stackalloc double[6], common = stackalloc double[6], step = stackalloc double[Shared], scores = stackalloc double[3];
        double[] kept = new double[wells.Count * 9];
        for (int iteration = 0; iteration < MostSteps; iteration++)
        {
            common.Clear();
            scores.Clear();
            for (int w = 0; w < wells.Count; w++)
            {
                double firstBefore = common[4], secondBefore = common[5];
                Equations(wells[w], shape, window, blocks, own, cross, common);
                for (int i = 0; i < Own; i++) blocks[i * Own + i] *= 1 + Ridge;
                if (!(wells[w].Plateau > 0) || !NormalEquations.Factor(blocks, Own, Own)) return null;
                Eliminate(blocks, own, cross, common, kept.AsSpan(w * 9, 9));
                double first = common[4] - firstBefore, second = common[5] - secondBefore;
                (scores[0], scores[1], scores[2]) = (scores[0] + first * first, scores[1] + first * second, scores[2] + second * second);
            }
            step.Clear();
            double error = 0;
            if (free == Free.Asymmetry) step[1] = Math.Clamp(common[5] / common[3], -MostShapeStep, MostShapeStep);
            if (free == Free.Shape)
            {
                (step[0], step[1]) = (common[4], common[5]);
                common[0] *= 1 + Ridge;
                common[3] *= 1 + Ridge;
                if (!NormalEquations.Factor(common, Shared, Shared)) return null;
                NormalEquations.Solve(common, Shared, Shared, step);
                for (int i = 0; i < Shared; i++) step[i] = Math.Clamp(step[i], -MostShapeStep, MostShapeStep);
                error = LogRateStdErr(common, scores, wells.Count);
            }
            double largest = Math.Max(Math.Abs(step[0]), Math.Abs(step[1]));
            for (int w = 0; w < wells.Count; w++) largest = Math.Max(largest, Move(wells[w], kept.AsSpan(w * 9, 9), step));
            shape = new(shape.Rate * Math.Exp(step[0]), shape.Asymmetry * Math.Exp(step[1]));
            if (!double.IsFinite(largest)) return null;
            if (largest < Tolerance) return new(shape, error);
        }
        return null;
    }

    /// <summary>From the factor of the reduced equations and the sums of products of the curves' scores.</summary>
    private static double LogRateStdErr(ReadOnlySpan<double> factor, ReadOnlySpan<double> scores, int curves)
    {
        Span<double> row = stackalloc double[Shared];
        (row[0], row[1]) = (1, 0);
        NormalEquations.Solve(factor, Shared, Shared, row);
        return Math.Sqrt((row[0] * row[0] * scores[0] + 2 * row[0] * row[1] * scores[1] + row[1] * row[1] * scores[2]) * curves / Math.Max(curves - 1, 1));
    }

    /// <summary>Normal equations of one curve at the present point: its own block, its gradient, the cross block with the shape; adds to those of the shape.</summary>
    private static void Equations(GrowthWell well, GrowthShape shape, GrowthWindow window, Span<double> own, Span<double> gradient, Span<double> cross, Span<double> common)
    {
        own.Clear();
        gradient.Clear();
        cross.Clear();
        Span<double> j = stackalloc double[Own + Shared];
        double squares = 0, counted = 0, plateau = well.Plateau;
        for (int i = well.From(window); i <= well.To(window); i++)
        {
            double x = i + 1 - well.Cycle, counts = window.At(x);
            if (double.IsNaN(well.Readings[i]) || counts == 0) continue;
            var (u, byCycle, byRate, byAsymmetry) = shape.At(x);
            double weight = Math.Sqrt(counts / (window.Turn * window.Turn + u * u)) / plateau, residual = (well.Readings[i] - well.Baseline - plateau * u) * weight;
            (j[0], j[1], j[2], j[3], j[4]) = (weight, u * weight, -plateau * byCycle * weight, plateau * byRate * weight, plateau * byAsymmetry * weight);
            for (int a = 0; a < Own; a++)
            {
                gradient[a] += j[a] * residual;
                for (int b = 0; b <= a; b++) own[a * Own + b] += j[a] * j[b];
                for (int b = 0; b < Shared; b++) cross[a * Shared + b] += j[a] * j[Own + b];
            }
            for (int a = 0; a < Shared; a++)
            {
                common[4 + a] += j[Own + a] * residual;
                for (int b = 0; b < Shared; b++) common[a * Shared + b] += j[Own + a] * j[Own + b];
            }
            squares += residual * residual;
            counted += counts;
        }
        well.Misfit = Math.Sqrt(squares / Math.Max(counted, 1));
    }

    /// <summary>Takes a curve's own numbers out of the equations of the shape; keeps A⁻¹g and A⁻¹B of its block A.</summary>
    private static void Eliminate(ReadOnlySpan<double> factor, ReadOnlySpan<double> gradient, ReadOnlySpan<double> cross, Span<double> common, Span<double> kept)
    {
        gradient.CopyTo(kept);
        NormalEquations.Solve(factor, Own, Own, kept[..Own]);
        for (int b = 0; b < Shared; b++)
        {
            var column = kept.Slice(Own * (b + 1), Own);
            for (int a = 0; a < Own; a++) column[a] = cross[a * Shared + b];
            NormalEquations.Solve(factor, Own, Own, column);
        }
        for (int a = 0; a < Shared; a++)
        {
            for (int i = 0; i < Own; i++)
            {
                common[4 + a] -= cross[i * Shared + a] * kept[i];
                for (int b = 0; b < Shared; b++) common[a * Shared + b] -= cross[i * Shared + a] * kept[Own * (b + 1) + i];
            }
        }
    }

    /// <summary>Moves a curve's numbers along with the shape; returns the size of its step in cycles.</summary>
    private static double Move(GrowthWell well, ReadOnlySpan<double> kept, ReadOnlySpan<double> step)
    {
        double Part(int i, ReadOnlySpan<double> k, ReadOnlySpan<double> s) => k[i] - k[Own + i] * s[0] - k[2 * Own + i] * s[1];
        double cycles = Math.Clamp(Part(2, kept, step), -MostCycleStep, MostCycleStep);
        well.Baseline += Part(0, kept, step);
        well.Plateau += Part(1, kept, step);
        well.Cycle += cycles;
        return Math.Abs(cycles);
    }
}
