using Cavum.Analysis;

namespace Cavum.Web;

/// <summary>Runs the two live computations once after the start, so that the first reader who moves a slider does not wait for the compiler.</summary>
internal static class FirstUse
{
    public static void Prepare(ServedStudy study)
    {
        if (study.Results is not { } results) return;
        WhatIf.Of(results, new());
        for (int round = 0; round < 3; round++) TrialPlanner.Run(new(), new(), results.Evidence.Arms); // the compiler optimises after some thousand trials
    }
}
