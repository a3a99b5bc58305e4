using System.Runtime.Intrinsics;

namespace Cavum.Imaging;

/// <summary>The discrete Fourier transform of a box of complex numbers, X(k) = Σ x(n)·e^(−2πi k·n/N) along each axis.</summary>
/// <remarks>
/// Stockham's self-sorting form (Van Loan 1992, Computational Frameworks for the FFT, 1.7) for sizes 2ᵃ3ᵇ5ᶜ, eight lines at a time so that
/// four lanes are full. Each axis is written out turned, so three passes bring the axes back in place.
/// </remarks>
internal static class FastFourier
{
    private const int Lines = 8;

    /// <summary>The least size of the form 2ᵃ3ᵇ5ᶜ that is not smaller.</summary>
    public static int Size(int least)
    {
        for (int n = Math.Max(1, least); ; n++)
        {
            int rest = n;
            foreach (int p in new[] { 2, 3, 5 })
                while (rest % p == 0) rest /= p;
            if (rest == 1) return n;
        }
    }

    /// <summary>Transforms in place; index (z·ny + y)·nx + x.</summary>
    public static void Transform(ref double[] re, ref double[] im, int nx, int ny, int nz)
    {
        double[] outRe = new double[re.Length], outIm = new double[re.Length];
        foreach (int n in new[] { nz, ny, nx })
        {
            // The slowest axis becomes the fastest: z, then y, then x return to their places.
            Pass(re, im, outRe, outIm, n);
            (re, outRe) = (outRe, re);
            (im, outIm) = (outIm, im);
        }
    }

    private static void Pass(double[] re, double[] im, double[] outRe, double[] outIm, int n)
    {
        int columns = re.Length / n;
        var plan = new Plan(n);
        for (int from = 0; from < columns; from += Lines)
        {
            int width = Math.Min(Lines, columns - from);
            if (!plan.Load(re, im, columns, from, width))
            {
                Array.Clear(outRe, from * n, width * n);
                Array.Clear(outIm, from * n, width * n);
                continue;
            }
            plan.Run();
            plan.Store(outRe, outIm, from, width);
        }
    }

    /// <summary>Room and angles for eight lines of one size.</summary>
    private sealed class Plan
    {
        private readonly int n;
        private readonly int[] factors;
        private readonly double[] cos, sin;
        private double[] re, im, nextRe, nextIm;

        public Plan(int n)
        {
            this.n = n;
            List<int> found = [];
            int rest = n;
            foreach (int p in new[] { 4, 2, 3, 5 })
                for (; rest % p == 0; rest /= p) found.Add(p);
            factors = [.. found];
            cos = [.. Enumerable.Range(0, n).Select(k => Math.Cos(2 * Math.PI * k / n))];
            sin = [.. Enumerable.Range(0, n).Select(k => -Math.Sin(2 * Math.PI * k / n))];
            (re, im, nextRe, nextIm) = (new double[n * Lines], new double[n * Lines], new double[n * Lines], new double[n * Lines]);
        }

        /// <summary>False where all is 0: there is nothing to transform.</summary>
        public bool Load(double[] fromRe, double[] fromIm, int columns, int from, int width)
        {
            bool any = false;
            for (int k = 0; k < n; k++)
            {
                var rowRe = fromRe.AsSpan(k * columns + from, width);
                var rowIm = fromIm.AsSpan(k * columns + from, width);
                rowRe.CopyTo(re.AsSpan(k * Lines));
                rowIm.CopyTo(im.AsSpan(k * Lines));
                any |= rowRe.ContainsAnyExcept(0.0) || rowIm.ContainsAnyExcept(0.0);
            }
            return any;
        }

        public void Store(double[] toRe, double[] toIm, int from, int width)
        {
            for (int c = 0; c < width; c++)
            {
                int at = (from + c) * n;
                for (int k = 0; k < n; k++)
                {
                    toRe[at + k] = re[k * Lines + c];
                    toIm[at + k] = im[k * Lines + c];
                }
            }
        }

        public void Run()
        {
            int length = n, stride = 1;
            foreach (int r in factors)
            {
                int m = length / r;
                for (int p = 0; p < m; p++)
                    for (int q = 0; q < stride; q++)
                        for (int lane = 0; lane < Lines; lane += 4)
                            Butterfly(r, (q + stride * p) * Lines + lane, stride * m * Lines, (q + stride * r * p) * Lines + lane, stride * Lines, p * (n / length));
                (re, nextRe) = (nextRe, re);
                (im, nextIm) = (nextIm, im);
                length = m;
                stride *= r;
            }
        }

        private void Butterfly(int r, int from, int apart, int to, int step, int angle)
        {
            switch (r)
            {
                case 2: Two(from, apart, to, step, angle); break;
                case 4: Four(from, apart, to, step, angle); break;
                default: Any(r, from, apart, to, step, angle); break;
            }
        }

        private void Two(int from, int apart, int to, int step, int angle)
        {
            var (ar, ai) = (Vector256.LoadUnsafe(ref re[from]), Vector256.LoadUnsafe(ref im[from]));
            var (br, bi) = (Vector256.LoadUnsafe(ref re[from + apart]), Vector256.LoadUnsafe(ref im[from + apart]));
            Put(to, ar + br, ai + bi, 0);
            Put(to + step, ar - br, ai - bi, angle);
        }

        private void Four(int from, int apart, int to, int step, int angle)
        {
            var (ar, ai) = (Vector256.LoadUnsafe(ref re[from]), Vector256.LoadUnsafe(ref im[from]));
            var (br, bi) = (Vector256.LoadUnsafe(ref re[from + apart]), Vector256.LoadUnsafe(ref im[from + apart]));
            var (cr, ci) = (Vector256.LoadUnsafe(ref re[from + 2 * apart]), Vector256.LoadUnsafe(ref im[from + 2 * apart]));
            var (dr, di) = (Vector256.LoadUnsafe(ref re[from + 3 * apart]), Vector256.LoadUnsafe(ref im[from + 3 * apart]));
            var (sr, si, tr, ti) = (ar + cr, ai + ci, ar - cr, ai - ci);
            var (ur, ui, vr, vi) = (br + dr, bi + di, bi - di, dr - br); // v is −i(b − d)
            Put(to, sr + ur, si + ui, 0);
            Put(to + step, tr + vr, ti + vi, angle);
            Put(to + 2 * step, sr - ur, si - ui, 2 * angle);
            Put(to + 3 * step, tr - vr, ti - vi, 3 * angle);
        }

        private void Any(int r, int from, int apart, int to, int step, int angle)
        {
            for (int t = 0; t < r; t++)
            {
                var sumRe = Vector256<double>.Zero;
                var sumIm = Vector256<double>.Zero;
                for (int u = 0; u < r; u++)
                {
                    var (xr, xi) = (Vector256.LoadUnsafe(ref re[from + u * apart]), Vector256.LoadUnsafe(ref im[from + u * apart]));
                    int k = u * t % r * (n / r);
                    sumRe += xr * cos[k] - xi * sin[k];
                    sumIm += xr * sin[k] + xi * cos[k];
                }
                Put(to + t * step, sumRe, sumIm, t * angle);
            }
        }

        private void Put(int at, Vector256<double> real, Vector256<double> imaginary, int angle)
        {
            if (angle == 0)
            {
                real.StoreUnsafe(ref nextRe[at]);
                imaginary.StoreUnsafe(ref nextIm[at]);
                return;
            }
            double c = cos[angle % n], s = sin[angle % n];
            (real * c - imaginary * s).StoreUnsafe(ref nextRe[at]);
            (real * s + imaginary * c).StoreUnsafe(ref nextIm[at]);
        }
    }
}
