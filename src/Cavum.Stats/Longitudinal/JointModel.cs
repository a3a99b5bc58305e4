namespace Cavum.Stats;

/// <summary>One subject of a joint model: its marker values, and its event.</summary>
/// <param name="AtZero">Fixed-effect row of the marker's level at time 0.</param>
/// <param name="PerTime">Fixed-effect row of its slope: the marker's mean is (AtZero + t·PerTime)′β.</param>
/// <param name="Covariates">Of the event.</param>
public sealed record JointSubject(string Subject, double[] Times, double[] Values, double[] AtZero, double[] PerTime, double[] Covariates, double EventTime, bool Event);

/// <summary>A fit of the joint model.</summary>
/// <param name="Association">ln hazard ratio a unit of the marker's current true value.</param>
/// <param name="Hazards">Baseline hazard of each piece.</param>
public sealed record JointFit(double LogLikelihood, IReadOnlyList<FixedEffect> Marker, IReadOnlyList<FixedEffect> Event, FixedEffect Association,
    double[] Cuts, double[] Hazards, double[,] RandomCovariance, double ResidualStdDev, double GradientNorm, bool Converged, string Status);

/// <summary>A marker that moves along straight lines, and the event whose hazard depends on its current true value.</summary>
/// <remarks>
/// y = m(t) + e, m(t) = (x₀ + t·x₁)′β + b₀ + b₁t; h(t) = ξ(t)·exp(w′γ + α·m(t)), ξ constant between cuts (Wulfsohn &amp; Tsiatis 1997, Biometrics
/// 53:330–339; Rizopoulos 2012). Given the marker, b is normal, so its values are integrated out in closed form and the event by Gauss–Hermite nodes about
/// that normal (11 × 11); the cumulative hazard of a straight line is closed too. Score by Fisher's identity, errors from the observed information.
/// </remarks>
public static class JointModel
{
    /// <param name="cuts">Where the baseline hazard changes, above 0 and ascending.</param>
    public static JointFit Fit(IReadOnlyList<JointSubject> subjects, IReadOnlyList<string> marker, IReadOnlyList<string> covariates, double[] cuts)
    {
        Check(subjects, marker, covariates, cuts);
        var model = new JointLikelihood(subjects, marker.Count, covariates.Count, cuts);
        double[] start = model.Start();
        var optimum = Bfgs.Minimise(p => -model.Evaluate(p).Log, start, p => [.. model.Evaluate(p).Gradient.Select(g => -g)], 1e-6, 300);
        double[] p = optimum.Point;
        var information = Matrix.Scale(Differences.HessianOfGradient(x => model.Evaluate(x).Gradient, p, 0.3), -1);
        bool regular = Cholesky.TryDecompose(information, out var cholesky, 1e-10);
        for (int i = 0; regular && i < 2; i++)
        {
            double[] step = cholesky!.Solve(model.Evaluate(p).Gradient), next = [.. p.Select((v, k) => v + step[k])];
            if (!(model.Evaluate(next).Gradient.Max(Math.Abs) < model.Evaluate(p).Gradient.Max(Math.Abs))) break;
            p = next;
        }
        var (log, gradient) = model.Evaluate(p);
        double norm = gradient.Max(Math.Abs);
        var covariance = cholesky?.Inverse();
        bool converged = regular && norm < 1e-4 * Math.Max(1, Math.Abs(log));
        FixedEffect Effect(string name, int k) => new(name, p[k], covariance is null ? null : Math.Sqrt(covariance[k, k]));
        return new(log, [.. marker.Select((name, k) => Effect(name, k))], [.. covariates.Select((name, k) => Effect(name, model.GammaAt + k))], Effect("association", model.AlphaAt),
            cuts, [.. p[model.HazardAt..].Select(v => Math.Exp(v))], model.Covariance(p), Math.Exp(p[model.SigmaAt]), norm, converged,
            converged ? "Converged." : regular ? $"Not converged: {optimum.Status}" : "The information is singular.");
    }

    private static void Check(IReadOnlyList<JointSubject> subjects, IReadOnlyList<string> marker, IReadOnlyList<string> covariates, double[] cuts)
    {
        if (subjects.Count < 3) throw new ArgumentException("A joint model needs at least three subjects.", nameof(subjects));
        for (int k = 0; k < cuts.Length; k++)
            if (!(cuts[k] > (k == 0 ? 0 : cuts[k - 1]))) throw new ArgumentException("Cuts ascend from above 0.", nameof(cuts));
        var seen = new int[cuts.Length + 1];
        foreach (var s in subjects)
        {
            if (s.Times.Length == 0 || s.Values.Length != s.Times.Length) throw new ArgumentException($"Subject {s.Subject} has {s.Times.Length} times and {s.Values.Length} values.", nameof(subjects));
            if (s.AtZero.Length != marker.Count || s.PerTime.Length != marker.Count || s.Covariates.Length != covariates.Count)
                throw new ArgumentException($"Subject {s.Subject}: rows of covariates do not fit their names.", nameof(subjects));
            if (!(s.EventTime > 0)) throw new ArgumentException($"Subject {s.Subject}: an event time is above 0.", nameof(subjects));
            if (s.Times.Any(t => t > s.EventTime + 1e-9)) throw new ArgumentException($"Subject {s.Subject} has a marker value after its event time.", nameof(subjects));
            Demand.Finite(s.Values, "values");
            if (s.Event) seen[JointLikelihood.Piece(cuts, s.EventTime)]++;
        }
        if (Array.IndexOf(seen, 0) is >= 0 and var empty) throw new ArgumentException($"No event in piece {empty + 1} of the baseline hazard: choose other cuts.", nameof(cuts));
    }
}
