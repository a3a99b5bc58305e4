using System.Globalization;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;
using Cavum.Tests.Answer;

namespace Cavum.Benchmarks;

/// <summary>Speed of the answer: the whole of it from a folder of 60 subjects, one assumption turned, and a plan tried 10,000 times.</summary>
public static class AnswerBench
{
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("answer: task; target s; wall s; processor s; result");
        using var study = new GeneratedStudy(60, 0.5, $"\"controls\":[{GeneratedStudy.Control()}],\"monitoring\":{{\"dataCuts\":[\"2024-12-31\"]}}", controls: 80);
        Time(output, "the whole answer, 60 subjects, one external control, two data cuts, no images", "5", () => StudyAnalysis.Run(study.Folder).Value.Results.Answer.Lines.Count);
        var results = StudyAnalysis.Run(study.Folder).Value.Results;
        Time(output, "every assumption turned at once", "1", () => WhatIf.Of(results, new()
        {
            RobustWeight = 0.5,
            TauScale = 0.5,
            ControlShift = 0.1,
            HazardMultiplier = 1.25,
            SlopeShift = 0.5,
            ProbabilityMore = 0.95,
            LineTrend = 1.25,
            WithoutCovariate = "age",
            WithoutArms = [results.Evidence.Arms[0].Arm],
            WithoutSubjects = [results.Subjects[0].Subject],
        }).Value.Lines.Count);
        Time(output, "10,000 trials of the plan, and the curve over numbers of subjects", "1", () => TrialPlanner.Run(new(), new AnalysisPlan(), results.Evidence.Arms).Value.Operating.More);
    }

    private static void Time(TextWriter output, string task, string target, Func<double> work)
    {
        var (wall, processor, result) = BestOf.Rounds(5, work);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task}; {target}; {wall:0.000}; {processor:0.000}; {result:R}"));
    }
}
