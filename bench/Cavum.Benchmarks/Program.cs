using Cavum.Benchmarks;

// Named benches only, or all: survival, preclinical.
if (args.Length == 0 || args.Contains("survival")) SurvivalBench.Run(Console.Out);
if (args.Length == 0 || args.Contains("preclinical")) PreclinicalBench.Run(Console.Out);
