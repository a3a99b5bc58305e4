namespace Cavum.Stats;

/// <summary>The matched moments of the subjects, centred at the target, in a basis where Newton's method is well conditioned.</summary>
/// <remarks>For a second moment the basis is v = (x − m)² − s²; x² − m² − s² = v + 2m(x − m), so coefficients go back exactly.</remarks>
internal sealed class MomentMatrix
{
    private readonly double[,] raw;
    private readonly double[] scale;
    private readonly List<(MatchTarget Target, int Covariate, bool Second)> moments;

    private MomentMatrix(double[,] raw, double[,] scaled, double[] scale, List<(MatchTarget, int, bool)> moments) =>
        (this.raw, Scaled, this.scale, this.moments) = (raw, scaled, scale, moments);

    /// <summary>Basis columns divided by their root mean square.</summary>
    internal double[,] Scaled { get; }

    internal double[] Scales => scale;

    /// <summary>Reported coefficients back in the scaled basis.</summary>
    internal double[] Basis(double[] coefficients)
    {
        var basis = new double[scale.Length];
        for (int c = 0; c < basis.Length; c++)
        {
            double own = coefficients[c];
            if (!moments[c].Second && c + 1 < basis.Length && moments[c + 1].Second) own += 2 * moments[c].Target.Mean * coefficients[c + 1];
            basis[c] = own * scale[c];
        }
        return basis;
    }

    internal static MomentMatrix Of(double[,] covariates, IReadOnlyList<MatchTarget> targets)
    {
        var moments = new List<(MatchTarget Target, int Covariate, bool Second)>();
        for (int j = 0; j < targets.Count; j++)
        {
            moments.Add((targets[j], j, false));
            if (targets[j].Sd is not null) moments.Add((targets[j], j, true));
        }
        int n = covariates.GetLength(0), p = moments.Count;
        double[,] raw = new double[n, p], scaled = new double[n, p];
        var scale = new double[p];
        for (int c = 0; c < p; c++)
        {
            var (target, j, second) = moments[c];
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                double x = covariates[i, j], d = x - target.Mean, s = target.Sd ?? 0;
                raw[i, c] = second ? d * (x + target.Mean) - s * s : d; // x² − m² − s² without the cancellation of large means
                scaled[i, c] = second ? d * d - s * s : d;
                sum += scaled[i, c] * scaled[i, c];
            }
            scale[c] = sum > 0 ? Math.Sqrt(sum / n) : 1;
            for (int i = 0; i < n; i++) scaled[i, c] /= scale[c];
        }
        return new(raw, scaled, scale, moments);
    }

    /// <summary>A largest set of linearly independent columns, in order: a dependent moment is matched when the others are.</summary>
    internal int[] Independent()
    {
        int n = Scaled.GetLength(0), p = Scaled.GetLength(1);
        var kept = new List<int>();
        var basis = new List<double[]>();
        for (int c = 0; c < p; c++)
        {
            double[] v = Matrix.Column(Scaled, c);
            for (int pass = 0; pass < 2; pass++)
                foreach (double[] b in basis)
                {
                    double dot = Matrix.Dot(v, b);
                    for (int i = 0; i < n; i++) v[i] -= dot * b[i];
                }
            double norm = Math.Sqrt(Matrix.Dot(v, v));
            if (norm <= 1e-9 * Math.Sqrt(n)) continue;
            for (int i = 0; i < n; i++) v[i] /= norm;
            basis.Add(v);
            kept.Add(c);
        }
        return [.. kept];
    }

    internal double[,] Columns(int[] kept)
    {
        var x = new double[Scaled.GetLength(0), kept.Length];
        for (int i = 0; i < x.GetLength(0); i++)
            for (int c = 0; c < kept.Length; c++) x[i, c] = Scaled[i, kept[c]];
        return x;
    }

    internal MatchingAdjustedFit Report(double[] a, int[] kept, double depth, int iterations, bool converged)
    {
        int n = raw.GetLength(0), p = raw.GetLength(1);
        var basis = new double[p];
        for (int c = 0; c < kept.Length; c++) basis[kept[c]] = a[c] / scale[kept[c]];
        var coefficients = (double[])basis.Clone();
        for (int c = 1; c < p; c++)
            if (moments[c].Second) coefficients[c - 1] -= 2 * moments[c].Target.Mean * basis[c];
        var weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            double exponent = 0;
            for (int c = 0; c < p; c++) exponent += Scaled[i, c] * scale[c] * basis[c];
            // exp(x′a) in raw moments: v·b₂ + u·b₁ = raw₂·b₂ + raw₁·(b₁ − 2m·b₂)
            weights[i] = Math.Exp(exponent);
        }
        if (converged) MatchingAdjusted.Polish(Columns(kept), weights);
        double sum = CompensatedSum.Of(weights), square = 0, gradient = 0;
        foreach (double w in weights) square += w * w;
        var balance = new List<MatchBalance>();
        for (int c = 0; c < p; c++)
        {
            double weighted = CompensatedSum.OfProducts(weights, raw, c), plain = 0;
            for (int i = 0; i < n; i++) plain += raw[i, c];
            gradient = Math.Max(gradient, Math.Abs(weighted) / sum);
            var target = moments[c].Target;
            double centre = moments[c].Second ? target.Mean * target.Mean + target.Sd!.Value * target.Sd.Value : target.Mean;
            balance.Add(new(moments[c].Second ? target.Name + "²" : target.Name, centre, centre + plain / n, centre + weighted / sum));
        }
        return new(true, weights, coefficients, sum * sum / square, gradient, depth, balance, iterations, converged, converged
            ? kept.Length < p ? "Converged; moments that the others determine have coefficient 0." : "Converged."
            : "Newton's method did not reach the target: it lies too close to the hull's boundary.");
    }
}
