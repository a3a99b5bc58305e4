using Cavum.Benchmarks;

SurvivalBench.Run(Console.Out);
