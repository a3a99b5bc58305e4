using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Validation;

/// <summary>Reads files with random bytes changed, cut, doubled or moved: each must be read or refused, in time and in bounded memory.</summary>
internal static class MutationRun
{
    private const double SlowSeconds = 2;
    private const long MostBytes = 256L << 20;

    internal static IEnumerable<string> Run(int count, TextWriter progress)
    {
        (string Name, byte[] Seed, Func<byte[], bool> Read)[] kinds =
        [
            ("FCS", Fcs(), bytes => !FcsReader.Read(bytes, "mutated.fcs").IsRefused),
            ("Gating-ML", Encoding.UTF8.GetBytes(Gating()), bytes => !GatingMlReader.Read(new MemoryStream(bytes), "mutated.xml").IsRefused),
            ("FlowJo workspace", Encoding.UTF8.GetBytes(Workspace()), ReadWorkspace),
            ("CSV of volumes", Encoding.UTF8.GetBytes(Volumes()), ReadVolumes),
        ];
        foreach (var (name, seed, read) in kinds)
        {
            int n = count / kinds.Length, good = 0, thrown = 0, slow = 0;
            long most = 0;
            string first = "";
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < n; i++)
            {
                if (i % 50_000 == 0) progress.WriteLine($"{name}: {i} of {n}");
                byte[] mutated = Mutate(seed, new SeededRandom(99, (ulong)i));
                long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
                try
                {
                    if (read(mutated)) good++;
                }
                catch (Exception e) // the very thing that is counted
                {
                    thrown++;
                    if (first.Length == 0) first = string.Create(CultureInfo.InvariantCulture, $" First: mutation {i}, {e.GetType().Name}: {e.Message}");
                }
                most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
                if (Stopwatch.GetElapsedTime(start).TotalSeconds > SlowSeconds) slow++;
            }
            yield return string.Create(CultureInfo.InvariantCulture,
                $"- {name}: {n} mutated files, {good} read, {n - good - thrown} refused, {thrown} thrown, {slow} slower than {SlowSeconds} s, at most {most / 1048576.0:0.0} MiB allocated for one{(most > MostBytes ? " (too much)" : "")}; {clock.Elapsed.TotalSeconds:0} s in all.{first}");
        }
    }

    /// <summary>One to four changes: a byte set, a digit put, a piece cut, doubled or overwritten by another.</summary>
    private static byte[] Mutate(byte[] seed, SeededRandom chance)
    {
        var bytes = new List<byte>(seed);
        int changes = 1 + chance.NextInt(4);
        for (int c = 0; c < changes && bytes.Count > 1; c++)
        {
            // Half of the changes fall into the first bytes, where headers and keywords are.
            int at = chance.NextInt(chance.NextInt(2) == 0 ? Math.Min(bytes.Count, 1200) : bytes.Count), length = Math.Min(bytes.Count - at, 1 + chance.NextInt(24));
            switch (chance.NextInt(6))
            {
                case 0: bytes[at] = (byte)chance.NextInt(256); break;
                case 1: bytes[at] = (byte)('0' + chance.NextInt(10)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                default:
                    int from = chance.NextInt(bytes.Count - length + 1);
                    for (int i = 0; i < length; i++) bytes[at + i] = bytes[from + i];
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Fcs()
    {
        var chance = new SeededRandom(1);
        double[][] columns = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 40).Select(_ => 1000 * chance.NextDouble()).ToArray())];
        return FcsWriter.Write(new FcsDataSet(new Dictionary<string, string> { ["$SPILLOVER"] = "2,P4,P5,1,0.1,0.05,1", ["$CYT"] = "made" },
            [.. Enumerable.Range(1, 5).Select(n => new FcsParameter(n, $"P{n}", $"label {n}", 32, 262144, 0, 1, 1, FcsDataType.Single))], columns));
    }

    private static string Gating()
    {
        static GateDimension D(string channel, double? min = null, double? max = null) => new(channel, null, "FCS", "scale", min, max);
        return GatingMlWriter.Write(new(
            [
                new RectangleGate("R", null, [D("P1", 0.1, 0.9)]),
                new PolygonGate("P", "R", D("P2"), D("P3"), [(0, 0), (1, 0), (0.5, 1)]),
                new EllipsoidGate("E", "R", [D("P2"), D("P3")], [0.5, 0.5], new double[,] { { 0.02, 0.01 }, { 0.01, 0.03 } }, 2),
                new BooleanGate("B", null, BooleanOperation.And, [("R", false), ("P", true)]),
            ],
            new Dictionary<string, BoundedScale> { ["scale"] = new(new LogicleScale(262144, 0.5, 4.5, 0), null, null) }, new Dictionary<string, RatioTransform>(), new Dictionary<string, SpilloverMatrix>()));
    }

    private static string Volumes()
    {
        var text = new StringBuilder("mouse,arm,day,volume\n");
        for (int i = 0; i < 8; i++)
            for (int day = 0; day <= 9; day += 3) text.Append(CultureInfo.InvariantCulture, $"{i},\"{SynergyDesign.Arms.InOrder[i / 2]}\",{day},{100 + 10 * day + i}.{(i * 7 + day) % 10}\n");
        return text.ToString();
    }

    private static string Workspace() => """
        <Workspace version="20.0" flowJoVersion="10.8.1" xmlns:gating="g" xmlns:transforms="t" xmlns:data-type="d"><SampleList><Sample><DataSet uri="file:/a.fcs" sampleID="1"/>
        <transforms:spilloverMatrix spectral="0" prefix="Comp-" suffix=""><transforms:spillover data-type:parameter="P4"><transforms:coefficient data-type:parameter="P4" transforms:value="1"/><transforms:coefficient data-type:parameter="P5" transforms:value="0.1"/></transforms:spillover><transforms:spillover data-type:parameter="P5"><transforms:coefficient data-type:parameter="P4" transforms:value="0.2"/><transforms:coefficient data-type:parameter="P5" transforms:value="1"/></transforms:spillover></transforms:spilloverMatrix>
        <Transformations><transforms:linear transforms:minRange="0" transforms:maxRange="1000"><data-type:parameter data-type:name="P1"/></transforms:linear><transforms:biex transforms:length="256" transforms:maxRange="262144" transforms:neg="0" transforms:width="-10" transforms:pos="4.4"><data-type:parameter data-type:name="Comp-P4"/></transforms:biex><transforms:log transforms:offset="1" transforms:decades="4"><data-type:parameter data-type:name="Comp-P5"/></transforms:log></Transformations>
        <SampleNode name="a.fcs" count="40" sampleID="1"><Subpopulations><Population name="A" count="3"><Gate><gating:RectangleGate eventsInside="0"><gating:dimension gating:min="100" gating:max="900"><data-type:fcs-dimension data-type:name="P1"/></gating:dimension></gating:RectangleGate></Gate>
        <Subpopulations><Population name="B" count="2"><Gate><gating:EllipsoidGate><gating:dimension><data-type:fcs-dimension data-type:name="Comp-P4"/></gating:dimension><gating:dimension><data-type:fcs-dimension data-type:name="Comp-P5"/></gating:dimension><gating:edge><gating:vertex><gating:coordinate data-type:value="10"/><gating:coordinate data-type:value="20"/></gating:vertex><gating:vertex><gating:coordinate data-type:value="200"/><gating:coordinate data-type:value="210"/></gating:vertex><gating:vertex><gating:coordinate data-type:value="90"/><gating:coordinate data-type:value="130"/></gating:vertex><gating:vertex><gating:coordinate data-type:value="120"/><gating:coordinate data-type:value="100"/></gating:vertex></gating:edge></gating:EllipsoidGate></Gate></Population>
        <NotNode name="C" count="1"><Dependents><Dependent name="A/B"/></Dependents></NotNode></Subpopulations></Population></Subpopulations></SampleNode></Sample></SampleList></Workspace>
        """;

    private static readonly FcsDataSet Events = FcsReader.Read(Fcs(), "made.fcs").Value.DataSets[0];

    private static bool ReadWorkspace(byte[] bytes)
    {
        var file = GatingFile.Read(new MemoryStream(bytes), "mutated.wsp");
        if (file.IsRefused) return false;
        var tree = file.Value.For(Events, "a.fcs");
        return !tree.IsRefused && !GateEvaluator.Evaluate(Events, tree.Value.Strategy, null, "a.fcs", 256).IsRefused;
    }

    /// <summary>Not only read: what reads is analysed too.</summary>
    private static bool ReadVolumes(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        var study = CsvTable.Parse(text, "mutated.csv").Then(t => TumourStudy.Read(t, new("mouse", "arm", "day", "volume")));
        if (study.IsRefused) return false;
        GrowthInhibition.Of(study.Value, study.Value.Groups[0]);
        foreach (var mouse in study.Value.Mice) MouseGrowth.Of(mouse);
        return !SynergyAnalysis.Run(study.Value, SynergyDesign.Arms, new SynergyOptions(FirstFollowUp: int.MaxValue)).IsRefused;
    }
}
