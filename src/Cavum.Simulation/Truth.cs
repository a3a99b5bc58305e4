namespace Cavum.Simulation;

/// <summary>What is true of a subject and no study could know; never written into the study folder.</summary>
/// <param name="Frailty">ln of growth that all lines of the subject share.</param>
/// <param name="BaselineCopiesPerMl">Smooth plasma EBV DNA on day 0.</param>
/// <param name="ProgressionDay">Day of the study line on which progression is called if nothing ends the follow-up first.</param>
/// <param name="DeathDay">Day of the study line on which the subject dies, seen or not.</param>
public sealed record SubjectTruth(
    string Subject, double Frailty, LineTruth PriorLine, LineTruth StudyLine, double BaselineCopiesPerMl,
    int PriorPfsDays, int ProgressionDay, int DeathDay)
{
    /// <summary>d ln(EBV DNA)/dt over days 0 … 35.</summary>
    public double SlopePerDay => StudyLine.InitialRatePerDay;

    public double? HalfLifeDays => StudyLine.HalfLifeDays;

    /// <summary>True fall by day 28 of the smooth course, percent; negative is a rise.</summary>
    public double FallByDay28Percent => 100 * (1 - Math.Exp(StudyLine.Course.LogAt(28)));
}

/// <summary>What is true of a plasma sample.</summary>
/// <param name="CopiesPerMl">The concentration in the tube, with the biological scatter about the subject's course.</param>
public sealed record SampleTruth(string Sample, string Subject, int Day, double CopiesPerMl);

/// <summary>What is true of a lesion in a phantom.</summary>
/// <param name="Suv">Uniform uptake before the scanner's blur and noise: its SUVmax and SUVmean.</param>
/// <param name="VolumeMl">Volume of the ellipsoid.</param>
/// <param name="RadiusX">Half axes of the ellipsoid along x, y, z, mm, about its centre X, Y, Z.</param>
public sealed record LesionTruth(
    string Scan, string Mark, string Site, double Suv, double VolumeMl, double X, double Y, double Z, double RadiusX, double RadiusY, double RadiusZ);

/// <summary>All that is true of a cohort; written only on request, and never into the study folder.</summary>
public sealed record CohortTruth(
    ulong Seed, string Effect, double SignedLogEffect,
    IReadOnlyList<SubjectTruth> Subjects, IReadOnlyList<SampleTruth> Samples, IReadOnlyList<LesionTruth> Lesions);
