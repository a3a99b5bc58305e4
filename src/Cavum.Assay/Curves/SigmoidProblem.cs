namespace Cavum.Assay;

/// <summary>The parameters of a sigmoid as the fit moves them, on readings scaled to [0, 1].</summary>
internal readonly record struct SigmoidParameters(double B, double C, double D, double LogE, double LogF)
{
    internal SigmoidParameters Plus(ReadOnlySpan<double> step, int size) => new(
        Math.Clamp(B + Math.Clamp(step[0], -10, 10), -2000, 2000), C + step[1], D + step[2],
        LogE + Math.Clamp(step[3], -1, 1), size == 5 ? Math.Clamp(LogF + Math.Clamp(step[4], -1, 1), -12, 12) : LogF);
}

/// <summary>Residuals and normal equations of a log-logistic curve; x is ln(cycle).</summary>
internal readonly ref struct SigmoidProblem(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
{
    internal ReadOnlySpan<double> X { get; } = x;
    internal ReadOnlySpan<double> Y { get; } = y;

    internal double ResidualSum(SigmoidParameters p)
    {
        double sum = 0, f = Math.Exp(p.LogF), height = p.D - p.C;
        bool symmetric = p.LogF == 0;
        for (int i = 0; i < X.Length; i++)
        {
            double u = 1 + Math.Exp(Math.Min(p.B * (X[i] - p.LogE), 300));
            double residual = Y[i] - p.C - height * (symmetric ? 1 / u : Math.Exp(-f * Math.Log(u)));
            sum += residual * residual;
        }
        return sum;
    }

    /// <summary>JᵀJ (lower triangle and diagonal, stride 5) and Jᵀr at <paramref name="p"/>; returns Σr².</summary>
    internal double Normal(SigmoidParameters p, int size, Span<double> hessian, Span<double> gradient)
    {
        hessian.Clear();
        gradient.Clear();
        double sum = 0, f = Math.Exp(p.LogF), height = p.D - p.C;
        bool symmetric = p.LogF == 0 && size == 4;
        Span<double> j = stackalloc double[5];
        for (int i = 0; i < X.Length; i++)
        {
            double t = X[i] - p.LogE, e = Math.Exp(Math.Min(p.B * t, 300)), u = 1 + e;
            double logU = symmetric ? 0 : Math.Log(u), g = symmetric ? 1 / u : Math.Exp(-f * logU);
            double residual = Y[i] - p.C - height * g;
            sum += residual * residual;
            double dg = -f * g * e / u; // ∂g/∂(b·t)
            (j[0], j[1], j[2], j[3]) = (height * dg * t, 1 - g, g, -height * dg * p.B);
            if (size == 5) j[4] = -height * g * f * logU;
            for (int a = 0; a < size; a++)
            {
                gradient[a] += j[a] * residual;
                for (int b = 0; b <= a; b++) hessian[a * 5 + b] += j[a] * j[b];
            }
        }
        return sum;
    }

    /// <summary>First guess: levels from the ends, middle where the readings first pass <paramref name="level"/> for good, steepness from there.</summary>
    internal SigmoidParameters Start(double level)
    {
        int at = X.Length - 1;
        while (at > 1 && Y[at - 1] > level) at--;
        int before = Math.Max(at - 2, 0), after = Math.Min(at + 2, X.Length - 1);
        double slope = (Y[after] - Y[before]) / Math.Max(X[after] - X[before], 1e-6);
        double b = -Math.Clamp(4 * slope, 2, 60);
        return WithLevels(new(b, 0, 1, X[at], 0));
    }

    /// <summary>The best c and d for given b and e: ordinary regression of y on g.</summary>
    private SigmoidParameters WithLevels(SigmoidParameters p)
    {
        double n = X.Length, sg = 0, sgg = 0, sy = 0, sgy = 0;
        for (int i = 0; i < X.Length; i++)
        {
            double g = 1 / (1 + Math.Exp(p.B * (X[i] - p.LogE)));
            sg += g;
            sgg += g * g;
            sy += Y[i];
            sgy += g * Y[i];
        }
        double determinant = n * sgg - sg * sg;
        if (!(determinant > 1e-9)) return p;
        double height = (n * sgy - sg * sy) / determinant, c = (sy - height * sg) / n;
        return height > 0 ? p with { C = c, D = c + height } : p;
    }
}
