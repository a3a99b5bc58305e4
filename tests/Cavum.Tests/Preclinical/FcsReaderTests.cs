using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class FcsReaderTests
{
    private static FcsDataSet First(string path) => FcsReader.ReadFile(path).Value.DataSets[0];

    [Fact]
    public void Agrees_with_FlowIO_on_every_channel_raw_and_linear()
    {
        int rows = 0;
        foreach (var file in PreclinicalOracle.Table("flow/fcs_channels.csv").Rows.GroupBy(r => r["file"]))
        {
            var set = First(PreclinicalOracle.DataFile(file.Key));
            foreach (var row in file)
            {
                int p = int.Parse(row["n"], System.Globalization.CultureInfo.InvariantCulture) - 1;
                rows++;
                string what = $"{file.Key} {row["PnN"]}";
                var raw = set.Raw(p);
                var s = ColumnSummary.Of(raw);
                // In three FACSCalibur files FlowIO loses a name behind an empty value ($P4S); the file says FL1-A.
                Assert.Equal(row["PnN"] is "" ? "FL1-A" : row["PnN"], set.Parameters[p].Name.Trim());
                PreclinicalOracle.Near(row.Number("raw_first"), raw[0], 0, what);
                PreclinicalOracle.Near(row.Number("raw_last"), raw[^1], 0, what);
                PreclinicalOracle.Near(row.Number("raw_min"), s.Min, 0, what);
                PreclinicalOracle.Near(row.Number("raw_max"), s.Max, 0, what);
                // The peer adds up in binary32 or pairwise; ours is compensated.
                PreclinicalOracle.Near(row.Number("raw_sum"), s.Sum, 1e-12, what, absolute: 1e-12 * raw.Length * Math.Max(Math.Abs(s.Min), s.Max));
                if (row["lin_first"] is "nan" or "") continue;
                double[] linear = set.Linear(p);
                var l = ColumnSummary.Of(linear);
                PreclinicalOracle.Near(row.Number("lin_first"), linear[0], 1e-14, what + " linear");
                PreclinicalOracle.Near(row.Number("lin_last"), linear[^1], 1e-14, what + " linear");
                PreclinicalOracle.Near(row.Number("lin_min"), l.Min, 1e-14, what + " linear");
                PreclinicalOracle.Near(row.Number("lin_max"), l.Max, 1e-14, what + " linear");
            }
        }
        Assert.Equal(789, rows);
    }

    /// <summary>
    /// fcsparser is the only peer that reads the 24-bit Cytek file; it takes the offsets of HEADER as they are in the two
    /// files whose HEADER is wrong, where ours follow the pair of offsets that holds $TOT events.
    /// </summary>
    [Fact]
    public void Agrees_with_fcsparser_also_on_24_bit_integers()
    {
        int rows = 0;
        foreach (var file in PreclinicalOracle.Table("flow/fcsparser_channels.csv").Rows.GroupBy(r => r["file"]))
        {
            if (file.Key.Contains("noncompliant/data_start", StringComparison.Ordinal)) continue;
            var set = First(PreclinicalOracle.DataFile(file.Key));
            foreach (var row in file)
            {
                int p = int.Parse(row["n"], System.Globalization.CultureInfo.InvariantCulture) - 1;
                var raw = set.Raw(p);
                string what = $"{file.Key} {row["name"]}";
                Assert.Equal((int)row.Number("events"), set.Events);
                PreclinicalOracle.Near(row.Number("first"), raw[0], 0, what);
                PreclinicalOracle.Near(row.Number("last"), raw[^1], 0, what);
                var s = ColumnSummary.Of(raw);
                PreclinicalOracle.Near(row.Number("sum"), s.Sum, 1e-12, what, absolute: 1e-12 * raw.Length * Math.Max(Math.Abs(s.Min), s.Max));
                rows++;
            }
        }
        Assert.True(rows >= 800, $"{rows} channels compared");
    }

    [Fact]
    public void Reads_the_two_files_with_wrong_offsets_as_the_right_one_and_says_so()
    {
        var right = First(PreclinicalOracle.Data("fcs/variable_int_example.fcs"));
        foreach (string name in (string[])["data_start_offset_discrepancy_example", "data_stop_offset_discrepancy_example"])
        {
            var file = FcsReader.ReadFile(PreclinicalOracle.Data($"fcs/noncompliant/{name}.fcs")).Value;

            Assert.Contains(file.Repairs, r => r.Contains("6081–6188 holds exactly 2 events", StringComparison.Ordinal));
            for (int p = 0; p < right.Parameters.Count; p++) Assert.Equal(right.Raw(p).ToArray(), file.DataSets[0].Raw(p).ToArray());
        }
    }

    [Fact]
    public void Refuses_noise_and_a_file_that_ends_before_its_events()
    {
        Assert.Equal("corrupted.fcs, bytes 0–5: read 'oi21j0'; expected FCS2.0, FCS3.0, FCS3.1 or FCS3.2.",
            FcsReader.ReadFile(PreclinicalOracle.Data("fcs/fcsparser/corrupted.fcs")).Problems.Single().ToString());
        Assert.Equal("sample_header.fcs, DATA: read 'the file says 5912–2165911; the file has 3931 bytes'; expected 2160000 bytes for $TOT = 20000 events of 864 bits.",
            FcsReader.ReadFile(PreclinicalOracle.Data("fcs/fcsparser/sample_header.fcs")).Problems.Single().ToString());
    }
}
