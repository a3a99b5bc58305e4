using System.Buffers.Binary;
using System.IO.Compression;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>NIfTI headers that contradict themselves, or say little.</summary>
public class NiftiTests
{
    private static readonly ImageGeometry Grid = ImageGeometry.Upright(5, 4, 3, new(4, 4, 3), new(-40, 30, -10));

    private static byte[] Image()
    {
        using var gzip = new GZipStream(new MemoryStream(Nifti.Write(new ImageVolume(Grid, [.. Enumerable.Range(0, 60).Select(i => (float)i)]))), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static void Floats(byte[] header, int at, params ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(at + 4 * i), values[i]);
    }

    private static void Short(byte[] header, int at, short value) => BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(at), value);

    [Fact]
    public void Contradictions_are_told_and_the_sform_holds()
    {
        byte[] image = Image();
        Floats(image, 76, 1, 2, 2, 2); // pixdim
        Short(image, 252, 1);
        Floats(image, 256, 0, 0, 0, 100, 0, 0);
        List<string> warnings = [];

        var read = Nifti.Read("a.nii", image, warnings).Value;

        Assert.True(read.Geometry.SameGrid(Grid, 1e-4));
        Assert.Contains(warnings, w => w.Contains("sform and qform place the image up to", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("pixdim tells voxels of 2 × 2 × 2, the sform of 4 × 4 × 3", StringComparison.Ordinal));
    }

    /// <summary>A quarter turn about the head axis by quaternion, with the third axis turned over by qfac.</summary>
    [Fact]
    public void The_qform_holds_where_there_is_no_sform()
    {
        byte[] image = Image();
        Short(image, 254, 0);
        Short(image, 252, 1);
        Floats(image, 76, -1, -4, 4, 3);
        Floats(image, 256, 0, 0, MathF.Sqrt(0.5f), 10, 20, 30);

        var g = Nifti.Read("a.nii", image).Value.Geometry;

        Assert.True(g.ToPatient(1, 0, 0).DistanceTo(new(-10, -24, 30)) < 1e-5); // 4 mm to the front
        Assert.True(g.ToPatient(0, 1, 0).DistanceTo(new(-6, -20, 30)) < 1e-5);
        Assert.True(g.ToPatient(0, 0, 1).DistanceTo(new(-10, -20, 27)) < 1e-5);
    }

    [Theory]
    [InlineData(1, 0.004f, 1000, "brought to mm")]
    [InlineData(3, 4000f, 0.001, "brought to mm")]
    [InlineData(1, 4f, 1, "no scan's")]
    public void Units_are_brought_to_mm_where_they_can_be_meant(byte unit, float size, double scale, string told)
    {
        byte[] image = Image();
        image[123] = unit;
        Floats(image, 76, 1, size, size, size);
        Floats(image, 280, size, 0, 0, 0, 0, size, 0, 0, 0, 0, size, 0);
        List<string> warnings = [];

        var g = Nifti.Read("a.nii", image, warnings).Value.Geometry;

        Assert.Equal(size * scale, g.Spacing.X, 1e-5);
        Assert.Contains(told, warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_single_file_or_spans_no_space_is_refused_with_its_place()
    {
        byte[] pair = Image(), flat = Image(), many = Image();
        "ni1\0"u8.CopyTo(pair.AsSpan(344));
        Floats(flat, 280 + 8, 0, 0);
        Floats(flat, 280 + 40, 0);
        Short(many, 40, 4);
        Short(many, 48, 2);

        Assert.Contains(".hdr and .img", Nifti.Read("p.nii", pair).Problems.Single().Expected, StringComparison.Ordinal);
        Assert.Equal("three axes that span space", Nifti.Read("f.nii", flat).Problems.Single().Expected);
        Assert.Equal("m.nii, dim", Nifti.Read("m.nii", many).Problems.Single().Place);
    }

    /// <summary>Labels that single precision moved are labels; fractions of 1 are told; blurred labels would melt into one and are refused.</summary>
    [Fact]
    public void Labels_keep_apart_whatever_rounding_did_to_them()
    {
        using var folder = new TempFolder();
        string path = folder.File("labels.nii.gz");
        float[] labels = [.. Enumerable.Range(0, 60).Select(i => i < 10 ? 1f : i < 30 ? 3f : 0f)];
        (int, int)[] Read(Func<float, float> change, List<string> warnings)
        {
            File.WriteAllBytes(path, Nifti.Write(new ImageVolume(Grid, [.. labels.Select(change)])));
            var regions = MaskReader.Read(path, Grid, warnings);
            return regions.IsRefused ? [] : [.. regions.Value.Select(r => (r.Id, r.Mask.VoxelCount))];
        }

        List<string> warnings = [];
        Assert.Equal([(1, 10), (3, 20)], Read(v => v * 0.9999999f, warnings));
        Assert.Empty(warnings);
        Assert.Equal([(1, 20)], Read(v => v / 3.01f, warnings));
        Assert.Contains(warnings, w => w.Contains("fractions", StringComparison.Ordinal));
        Assert.Empty(Read(v => v / 2, warnings));
        Assert.Contains("[labelsNotWhole]", MaskReader.Read(path, Grid, []).Problems.Single().Expected, StringComparison.Ordinal);
    }

    /// <summary>Dimensions and scaling that no image has are refused at the header, before anything is made of them.</summary>
    [Fact]
    public void Absurd_sizes_and_infinite_scaling_are_refused_at_the_header()
    {
        byte[] huge = Image(), endless = Image(), unscaled = Image();
        for (int i = 0; i < 3; i++) Short(huge, 42 + 2 * i, 32767);
        Floats(endless, 112, float.PositiveInfinity);
        Floats(unscaled, 112, float.NaN, float.NaN);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(huge);

        Assert.Equal(("h.nii, dim", "32767 × 32767 × 32767"), (Nifti.Read("h.nii", huge).Problems.Single().Place, Nifti.Read("h.nii", huge).Problems.Single().Read));
        Assert.Equal("h.nii.gz, dim", Nifti.Read("h.nii.gz", packed.ToArray()).Problems.Single().Place);
        Assert.Equal("e.nii, scl_slope", Nifti.Read("e.nii", endless).Problems.Single().Place);
        Assert.Equal(59, Nifti.Read("n.nii", unscaled).Value.Values[59]);
    }
}
