using System.CommandLine;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay curves F --method M: Cq, efficiency and baseline of every curve.</summary>
internal static class AssayCurvesCommand
{
    private sealed record CurveRow(string Run, string Experiment, string Well, string Sample, string Target, string Dye, SampleRole Role, bool Amplified, string Status)
    {
        public double? Cq { get; init; }
        public double? Efficiency { get; init; }
        public double? MeanEfficiency { get; init; }
        public double? Baseline { get; init; }

        /// <summary>N0, the threshold and the window of linearity: classic LinRegPCR only.</summary>
        public double? StartFluorescence { get; init; }
        public double? CommonThreshold { get; init; }
        public double? LowerLimit { get; init; }
        public double? UpperLimit { get; init; }

        /// <summary>Starting quantity in plateaus, how late growth slows, and the error of the efficiency: shared-growth only.</summary>
        public double? RelativeStart { get; init; }
        public double? Asymmetry { get; init; }
        public double? EfficiencyStdErr { get; init; }
        public IReadOnlyList<string> Excluded { get; init; } = [];
    }

    /// <summary>Under a ground that is high beside the rise the tangent of Cy0 meets the axis before the run: no cycle, and no Cq.</summary>
    private const string BeforeFirstCycle = "cy0BeforeFirstCycle";

    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "an instrument's file with curves" };
        var method = new Option<string>("--method") { Description = "linreg, linreg-classic, shared-growth, cpd2 or cy0", Required = true };
        method.AcceptOnlyFromAmong("linreg", "linreg-classic", "shared-growth", "cpd2", "cy0");
        var mark = AssayOptions.DecimalMark();
        return new Command("curves", "Cq and efficiency of each curve") { file, method, mark }.Answers(parsed =>
            Reply.From(InstrumentFiles.ReadFile(parsed.GetRequiredValue(file), parsed.GetValue(mark) == "comma"), read =>
                read.Runs.All(run => run.Cycles == 0) ? Reply.Refuse(NoCurves(parsed.GetRequiredValue(file), read)) : Answer(read, parsed.GetRequiredValue(method))));
    }

    /// <summary>A file of Cq, partitions or antibodies holds no curve; to say of its wells that they did not amplify would be false.</summary>
    private static Problem NoCurves(string file, InstrumentFile read) =>
        new(Path.GetFileName(file), $"{read.Format} without fluorescence by cycle", "curves; assay read lists what else a file holds");

    private static Reply.Done Answer(InstrumentFile read, string method)
    {
        CurveRow[] curves = [.. read.Runs.SelectMany(run => method switch
        {
            "linreg" => LinReg(run),
            "linreg-classic" => Classic(run),
            "shared-growth" => Growth(run),
            _ => Sigmoid(run, method),
        })];
        var rows = curves.Select(c => (IReadOnlyList<string>)
        [
            c.Well, c.Run, c.Sample, c.Target, c.Amplified ? "yes" : "no", TextTable.Number(c.Cq), TextTable.Number(c.Efficiency), TextTable.Number(c.MeanEfficiency), c.Status,
        ]);
        return new(new { method, curves }, TextTable.Render(["well", "run", "sample", "target", "amplified", "Cq", "efficiency", "mean", "status"], rows), [.. read.Repairs.Select(r => r.ToString())]);
    }

    private static CurveRow Row(QpcrRun run, Reaction r, bool amplified, string status) =>
        new(run.Id, run.Experiment, r.Well.ToString(), r.Sample, r.Target, r.Dye, r.Role, amplified, status);

    private static string Word(Enum value) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static IEnumerable<CurveRow> LinReg(QpcrRun run) => LinRegPcr.Analyse(run).Select(r =>
        Row(run, r.Reaction, r.Amplified, r.Fit.Failure is { } failure ? Word(failure) : "amplified") with
        {
            Cq = r.Fit.Td0,
            Efficiency = r.Fit.Efficiency,
            MeanEfficiency = r.MeanEfficiency,
            Baseline = r.Fit.Baseline,
            Excluded = [.. r.Exclusions.Select(e => Word(e))],
        });

    private static IEnumerable<CurveRow> Classic(QpcrRun run) => ClassicLinRegPcr.Analyse(run).Select(r =>
        Row(run, r.Reaction, r.Amplified, r.Amplified && r.Cq is not null ? "amplified" : r.Exclusions.Count > 0 ? Word(r.Exclusions[0]) : "noThreshold") with
        {
            Cq = r.Cq,
            Efficiency = r.Efficiency,
            MeanEfficiency = r.MeanEfficiency,
            Baseline = r.Baseline,
            StartFluorescence = r.StartFluorescence,
            CommonThreshold = r.CommonThreshold,
            LowerLimit = r.LowerLimit,
            UpperLimit = r.UpperLimit,
            Excluded = [.. r.Exclusions.Select(e => Word(e))],
        });

    private static IEnumerable<CurveRow> Growth(QpcrRun run) => SharedGrowth.Analyse(run).Select(r =>
        Row(run, r.Reaction, r.Status != GrowthStatus.NotAmplified, Word(r.Status)) with
        {
            Cq = r.Cq,
            Efficiency = r.Efficiency,
            MeanEfficiency = r.Efficiency,
            Baseline = r.Baseline,
            RelativeStart = r.RelativeStart,
            Asymmetry = r.Asymmetry,
            EfficiencyStdErr = AssayJson.Finite(r.EfficiencyStdErr ?? double.NaN),
            Excluded = r.Status == GrowthStatus.Quantified ? [] : [Word(r.Status)],
        });

    private static IEnumerable<CurveRow> Sigmoid(QpcrRun run, string method)
    {
        foreach (var target in run.Reactions.GroupBy(r => (r.Target, r.Dye)))
        {
            Reaction[] reactions = [.. target];
            var verdicts = AmplificationTest.JudgeTogether([.. reactions.Select(r => r.Curve)]);
            for (int i = 0; i < reactions.Length; i++)
            {
                var v = verdicts[i];
                double? cq = v.Amplified ? method == "cpd2" ? v.Fit.CpD2 : v.Fit.Cy0AboveGround : null;
                string status = cq < v.Fit.FirstCycle ? BeforeFirstCycle : Word(v.Call);
                yield return Row(run, reactions[i], v.Amplified, status) with
                {
                    Cq = status == BeforeFirstCycle ? null : cq,
                    Efficiency = v.Amplified ? v.FoldPerCycle : null,
                    Baseline = v.Fit.Status == FitStatus.NotFittable ? null : AssayJson.Finite(v.Fit.Curve.C),
                    Excluded = v.Amplified && status != BeforeFirstCycle ? [] : [status],
                };
            }
        }
    }
}
