using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class NumericsTests
{
    private static double Rosenbrock(double[] x) => 100 * Math.Pow(x[1] - x[0] * x[0], 2) + Math.Pow(1 - x[0], 2);

    [Fact]
    public void Bfgs_finds_the_valley_of_Rosenbrock_with_and_without_a_gradient()
    {
        double[] Slope(double[] x) => [-400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 200 * (x[1] - x[0] * x[0])];

        var exact = Bfgs.Minimise(Rosenbrock, [-1.2, 1], Slope, 1e-12);
        var numeric = Bfgs.Minimise(Rosenbrock, [-1.2, 1]);

        Assert.True(exact.Converged && numeric.Converged, exact.Status + numeric.Status);
        Assert.Equal(1, exact.Point[0], 1e-10);
        Assert.Equal(1, numeric.Point[1], 1e-6);
    }

    [Fact]
    public void Bfgs_says_when_it_did_not_converge()
    {
        var short_ = Bfgs.Minimise(Rosenbrock, [-1.2, 1], maximumIterations: 3);
        Assert.False(short_.Converged);
        Assert.Equal("Not converged after 3 iterations.", short_.Status);
    }

    [Fact]
    public void Bfgs_backs_off_where_the_function_is_not_defined()
    {
        var fit = Bfgs.Minimise(x => x[0] - Math.Log(x[0]), [0.01], x => [1 - 1 / x[0]]);
        Assert.True(fit.Converged);
        Assert.Equal(1, fit.Point[0], 1e-7);
    }

    [Fact]
    public void Nelder_and_Mead_find_it_too()
    {
        var fit = NelderMead.Minimise(Rosenbrock, [-1.2, 1], [0.5, 0.5]);
        Assert.True(fit.Converged);
        Assert.Equal(1, fit.Point[0], 1e-4);
    }

    [Fact]
    public void Brent_finds_a_root_to_the_last_digits_and_refuses_equal_signs()
    {
        Assert.Equal(Math.PI / 2, Brent.Root(Math.Cos, 0, 3), 1e-15);
        Assert.Equal(3, Brent.Root(x => Math.Pow(x - 3, 3), -10, 11), 1e-5);
        Assert.Throws<ArgumentException>(() => Brent.Root(x => x * x + 1, -1, 1));
        var (x, value) = Brent.Minimise(x => (x - 2) * (x - 2) + 1, -5, 9);
        Assert.Equal(2, x, 1e-7);
        Assert.Equal(1, value, 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(41)]
    [InlineData(160)]
    public void Gauss_rules_are_exact_for_the_polynomials_they_promise(int points)
    {
        var legendre = GaussLegendre.Rule(points);
        var hermite = GaussHermite.Rule(points);
        int degree = Math.Min(2 * points - 2, 12);
        double sum = 0, moment = 0, expected = 1;
        for (int i = 0; i < points; i++) sum += legendre.Weights[i] * Math.Pow(legendre.Nodes[i], degree);
        for (int i = 0; i < points; i++) moment += hermite.Weights[i] * Math.Pow(hermite.Nodes[i], degree);
        for (int k = degree - 1; k > 0; k -= 2) expected *= k; // (d − 1)!!

        Assert.Equal(2.0 / (degree + 1), sum, 1e-13);
        Assert.Equal(expected, moment, 1e-12 * expected);
    }

    [Fact]
    public void Cholesky_solves_and_inverts_random_positive_matrices()
    {
        var random = new SeededRandom(5);
        for (int n = 1; n <= 8; n++)
        {
            var root = new double[n, n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) root[i, j] = random.NextNormal();
            var a = Matrix.Add(Matrix.Multiply(root, Matrix.Transpose(root)), Matrix.Identity(n));
            Assert.True(Cholesky.TryDecompose(a, out var cholesky));
            var product = Matrix.Multiply(a, cholesky.Inverse());
            double[] b = [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
            double[] x = cholesky.Solve(b);
            Assert.True(Matrix.TrySolve(a, b, out double[] same));
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(x[i], same[i], 1e-11);
                for (int j = 0; j < n; j++) Assert.Equal(i == j ? 1 : 0, product[i, j], 1e-11);
            }
        }
    }

    [Fact]
    public void Cholesky_refuses_a_singular_matrix_and_names_the_column()
    {
        double[,] a = { { 1, 0, 1 }, { 0, 1, 1 }, { 1, 1, 2 } };
        Assert.False(Cholesky.TryDecompose(a, out _));
        Assert.Equal(2, Cholesky.FirstDependent(a));
        Assert.False(Matrix.TrySolve(a, [1, 2, 3], out _));
    }

    [Fact]
    public void Log_determinant_of_a_diagonal_is_the_sum_of_logs()
    {
        Assert.True(Cholesky.TryDecompose(new double[,] { { 4, 0 }, { 0, 9 } }, out var cholesky));
        Assert.Equal(Math.Log(36), cholesky.LogDeterminant(), 1e-15);
    }

    [Fact]
    public void Numeric_derivatives_have_ten_digits()
    {
        double[] g = Differences.Gradient(x => Math.Exp(x[0]) * Math.Sin(x[1]), [0.3, 1.1]);
        var h = Differences.Hessian(x => Math.Exp(x[0]) * Math.Sin(x[1]), [0.3, 1.1]);
        Assert.Equal(Math.Exp(0.3) * Math.Sin(1.1), g[0], 1e-10);
        Assert.Equal(Math.Exp(0.3) * Math.Cos(1.1), h[0, 1], 1e-7);
    }
}
