using Cavum.Benchmarks;

// The two halves of scripts/bench-peers.
if (args is ["survival-tables", var folder])
{
    SurvivalBench.Tables(folder);
    BorrowingBench.Tables(folder);
    return 0;
}
if (args is ["survival-beside", var times, var table, var peer])
{
    SurvivalBench.Beside(times, table, peer);
    return 0;
}
if (args is ["borrowing-beside", var borrowingTimes, var borrowingTable, var borrowingPeer])
{
    BorrowingBench.Beside(borrowingTimes, borrowingTable, borrowingPeer);
    return 0;
}

// Named rooms only, or all.
(string Room, Action<TextWriter> Run)[] rooms =
[
    ("survival", SurvivalBench.Run),
    ("assay", AssayBench.Run),
    ("certificate", CertificateBench.Run),
    ("preclinical", PreclinicalBench.Run),
    ("imaging", output => ImagingBench.Run(output, Path.Combine("artifacts", "bench-imaging"), Path.Combine("..", "shared", "data", "imaging", "sts_nifti"))),
    ("borrowing", BorrowingBench.Run),
    ("answer", AnswerBench.Run),
];
string[] unknown = [.. args.Except(rooms.Select(r => r.Room))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no bench '{string.Join(", ", unknown)}'; there are {string.Join(", ", rooms.Select(r => r.Room))}.");
    return 2;
}
foreach (var (room, run) in rooms)
    if (args.Length == 0 || args.Contains(room)) run(Console.Out);
return 0;
