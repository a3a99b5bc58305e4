namespace Cavum.Preclinical;

/// <summary>What the slope model needs of the mice: for each its arm and four sums over its follow-up.</summary>
/// <remarks>y = ln(V/V₀), t in days since day 0; day 0 itself is no observation (there y is 0 by construction).</remarks>
/// <param name="Arms">Arm of each mouse, 0 … <paramref name="ArmCount"/> − 1.</param>
/// <param name="Observations">Follow-up measurements of each mouse.</param>
/// <param name="Tt">Σ t² of each mouse.</param>
/// <param name="Ty">Σ t·y of each mouse.</param>
/// <param name="Yy">Σ y² of each mouse.</param>
public sealed record SlopeData(int ArmCount, int[] Arms, int[] Observations, double[] Tt, double[] Ty, double[] Yy)
{
    public int Mice => Arms.Length;
    public int TotalObservations => Observations.Sum();

    /// <summary>The detected follow-up up to <paramref name="until"/> of mice with a volume on day 0; arms in the order given.</summary>
    public static SlopeData Of(TumourStudy study, IReadOnlyList<string> arms, double until)
    {
        var (arm, n, tt, ty, yy) = (new List<int>(), new List<int>(), new List<double>(), new List<double>(), new List<double>());
        for (int a = 0; a < arms.Count; a++)
        {
            foreach (var mouse in study.In(arms[a]))
            {
                if (mouse.StartVolume is not { } start) continue;
                int count = 0;
                double q = 0, r = 0, s = 0;
                foreach (var m in mouse.Measurements)
                {
                    if (m.Day <= 0 || m.Day > until || !m.Detected) continue;
                    double y = Math.Log(m.Volume / start);
                    count++;
                    (q, r, s) = (q + m.Day * m.Day, r + m.Day * y, s + y * y);
                }
                if (count == 0) continue;
                arm.Add(a);
                n.Add(count);
                tt.Add(q);
                ty.Add(r);
                yy.Add(s);
            }
        }
        return new(arms.Count, [.. arm], [.. n], [.. tt], [.. ty], [.. yy]);
    }

    /// <summary>The same arms with the mice at the given places, each as often as it is named.</summary>
    public SlopeData Resample(ReadOnlySpan<int> mice)
    {
        int n = mice.Length;
        var result = new SlopeData(ArmCount, new int[n], new int[n], new double[n], new double[n], new double[n]);
        Resample(mice, result);
        return result;
    }

    /// <summary>As <see cref="Resample(ReadOnlySpan{int})"/>, into data of the same size.</summary>
    internal void Resample(ReadOnlySpan<int> mice, SlopeData into)
    {
        for (int i = 0; i < mice.Length; i++)
        {
            int m = mice[i];
            into.Arms[i] = Arms[m];
            into.Observations[i] = Observations[m];
            into.Tt[i] = Tt[m];
            into.Ty[i] = Ty[m];
            into.Yy[i] = Yy[m];
        }
    }
}
