namespace Cavum.Analysis;

/// <summary>The mouse arm: growth, synergy, survival and CD8 read-outs, and whether mouse and patient agree in direction.</summary>
/// <param name="Direction">synergy, antagonism, noClearSynergy or notEvaluable: the combination against what its parts make expected (Bliss).</param>
/// <param name="AgainstIcb">more, less, neither or notEvaluable: the combination against anti-PD-1 alone, the patients' question.</param>
public sealed record MouseResult(
    string ResultId, string Title, string Model, string VolumeUnit, double? DetectionLimit, double? HumaneEndPoint, int Mice, double LastDay, double? SacrificeFrom,
    string Direction, string AgainstIcb, string Agreement, MouseContrast Synergy, MouseContrast VersusIcb,
    IReadOnlyList<MouseArmResult> Arms, IReadOnlyList<MouseCurve> Curves, MouseFit Fit, IReadOnlyList<MouseSynergyPoint> SynergyOverTime,
    IReadOnlyList<MouseSensitivity> Sensitivity, IReadOnlyList<KaplanMeierResult> Survival, IReadOnlyList<MousePair> SurvivalPairs,
    IReadOnlyList<MouseReadoutResult> Readouts, IReadOnlyList<MouseReadoutComparison> Comparisons, IReadOnlyList<MouseDensity> Densities,
    IReadOnlyList<MouseArrive> Arrive, IReadOnlyList<string> Notes);

/// <param name="Ratio">Observed over expected (or compared) relative volume on the day; below 1 is better.</param>
public sealed record MouseContrast(
    string ResultId, double? Day, double? PerDay, double? StdErr, double? DegreesOfFreedom, double? Ratio, double? Lower, double? Upper, double? PValue, string Status);

/// <param name="Role">control, asparaginase, antiPd1, combination or other.</param>
/// <param name="TumourFree">Mice without a tumour at their last measurement.</param>
/// <param name="Slope">Growth rate of ln V in the mixed model, 1/day, with its CR2 standard error.</param>
/// <param name="SacrificeFrom">From this day on the arm's means are of the mice that remain.</param>
public sealed record MouseArmResult(
    string ResultId, string Arm, string Role, string Treatment, int N, int TumourFree, int HumaneEndPoint, double? SacrificeFrom, double? Slope, double? SlopeStdErr,
    double? DoublingDays, int CompleteResponse, int PartialResponse, int StableDisease, int ProgressiveDisease, double? LogCellKill, IReadOnlyList<MouseMean> Means);

/// <summary>The middle of an arm on a day: geometric mean with t limits where every volume was detected, else the median with limits by rank.</summary>
/// <param name="Kind">geometricMean, median, or belowDetection where half the mice or more have no detectable tumour.</param>
public sealed record MouseMean(
    string ResultId, double Day, int N, int NotDetected, string Kind, double? Value, double? Lower, double? Upper, double? Tgi, double? TreatedOverControl, bool Conditional);

/// <param name="Ended">endOfStudy, humaneEndPoint, foundDead, leftEarly.</param>
public sealed record MouseCurve(
    string ResultId, string Mouse, string Arm, string Ended, double? GrowthRate, double? DoublingDays, double? Auc, string? Recist, IReadOnlyList<MousePoint> Points);

/// <param name="Status">measured or notDetected.</param>
public sealed record MousePoint(string ResultId, double Day, double? Volume, string Status);

/// <param name="LargestDeviation">The mouse whose own slope lies farthest from its arm’s, in standard deviations of the mice.</param>
public sealed record MouseFit(string ResultId, string Likelihood, double RandomStdDev, double ResidualStdDev, double LogLikelihood, int Mice, int Observations,
    double? LargestDeviation);

public sealed record MouseSynergyPoint(string ResultId, string Method, double Day, double? CombinationIndex, double? Lower, double? Upper, double? Score, double? PValue, int Mice, string Status);

public sealed record MouseSensitivity(string ResultId, string Change, double? CombinationIndex, double? Lower, double? Upper, double? PValue, double? ProbabilitySynergy, string Status);

public sealed record MousePair(string ResultId, string A, string B, double? ChiSquare, double? PValue, string Status);

/// <param name="Percent">Of the gate's parent, with Jeffreys' interval; the mouse is the unit of every test.</param>
public sealed record MouseReadoutResult(
    string ResultId, string Marker, string Gate, string Sample, string Mouse, string Arm, double Day, int Positive, int Events, double? Percent, double? Lower, double? Upper,
    double? Median, double? MedianOfPositive, bool FewEvents);

/// <param name="OddsRatio">Of the arm against the control, across mice on the logit scale (Welch).</param>
/// <param name="HolmP">P-value adjusted over all comparisons by Holm.</param>
public sealed record MouseReadoutComparison(
    string ResultId, string Marker, string Arm, string Against, int N, int NAgainst, double? OddsRatio, double? Lower, double? Upper, double? PValue, double? HolmP, string Status);

/// <summary>Counts of events over two channels on the display scale, with the outline of a gate.</summary>
/// <param name="Counts">Row by row from the lowest y, columns from the lowest x.</param>
public sealed record MouseDensity(
    string ResultId, string Sample, string Arm, string X, string Y, double FromX, double ToX, double FromY, double ToY, int Bins, int Events, IReadOnlyList<int> Counts,
    IReadOnlyList<MouseGateOutline> Gates);

public sealed record MouseGateOutline(string ResultId, string Gate, int Count, double? PercentParent, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>One item of ARRIVE 2.0: what the record says and what the data say of it.</summary>
/// <param name="Status">reported, fromData or missing.</param>
public sealed record MouseArrive(string Number, string Item, string Statement, string Status);
