using System.Buffers.Binary;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>The parts of a NIfTI header that a static 3-D image needs.</summary>
internal sealed record NiftiHeader(
    (int X, int Y, int Z) Size, int DataType, int BytesPerValue, double Slope, double Intercept, long Offset, bool BigEndian,
    double[] PixDim, double[]? Sform, double[]? Quaternion, int SpaceUnit)
{
    /// <summary>More voxels are taken for a broken header: their values would fill 2 GB.</summary>
    private const long MostVoxels = (1L << 29) - 1;

    public long VoxelBytes => (long)Size.X * Size.Y * Size.Z * BytesPerValue;

    /// <param name="total">Bytes of the whole file, of which these are the first.</param>
    public static Outcome<NiftiHeader> Read(string name, byte[] bytes, long total)
    {
        if (bytes.Length < 352) return Refuse(name, $"{bytes.Length} bytes", "a NIfTI header of 348 bytes");
        int size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        bool big = !Nifti.IsHeaderSize(size);
        if (big) size = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (!Nifti.IsHeaderSize(size)) return Refuse(name + ", byte 0", $"{size}", "348 (NIfTI-1) or 540 (NIfTI-2)");
        bool second = size == 540;
        if (second && bytes.Length < 544) return Refuse(name, $"{bytes.Length} bytes", "a NIfTI-2 header of 540 bytes");
        if (!bytes.AsSpan(second ? 4 : 344).StartsWith(second ? "n+2\0"u8 : "n+1\0"u8))
            return Refuse($"{name}, byte {(second ? 4 : 344)}", Convert.ToHexString(bytes.AsSpan(second ? 4 : 344, 4)), $"'{(second ? "n+2" : "n+1")}', the mark of a single-file NIfTI; a pair of .hdr and .img is not read");
        var at = new Fields(bytes, big);

        long[] dim = [.. Enumerable.Range(0, 8).Select(i => second ? at.Long(16 + 8 * i) : at.Short(40 + 2 * i))];
        if (dim[0] is < 1 or > 7 || dim.Skip(1).Take(3).Any(d => d is < 1 or > 32767) && dim[0] >= 3 || Enumerable.Range(4, 4).Any(i => i <= dim[0] && dim[i] > 1))
            return Refuse(name + ", dim", string.Join(" × ", dim.Skip(1).Take((int)Math.Clamp(dim[0], 0, 7))), "a three-dimensional image");
        if (Enumerable.Range(1, 3).Where(i => i <= dim[0]).Aggregate(1.0, (product, i) => product * Math.Max(1, dim[i])) > MostVoxels)
            return Refuse(name + ", dim", string.Join(" × ", dim.Skip(1).Take((int)dim[0])), $"at most {MostVoxels} voxels");
        int type = second ? at.Short(12) : at.Short(70);
        int width = type switch { 2 or 256 => 1, 4 or 512 => 2, 8 or 16 or 768 => 4, 64 or 1024 or 1280 => 8, _ => 0 };
        if (width == 0) return Refuse(name + ", datatype", $"{type}", "an integer or real type: 2, 4, 8, 16, 64, 256, 512, 768, 1024 or 1280");
        double[] pixdim = [.. Enumerable.Range(0, 8).Select(i => second ? at.Double(104 + 8 * i) : at.Float(76 + 4 * i))];
        for (int i = 1; i <= 3; i++)
            if (i <= dim[0] && !(Math.Abs(pixdim[i]) > 0 && Math.Abs(pixdim[i]) < 1e4)) return Refuse(name + ", pixdim", $"{pixdim[i]}", "a voxel size above 0 mm");
        double slope = second ? at.Double(176) : at.Float(112), intercept = second ? at.Double(184) : at.Float(116);
        if (double.IsInfinity(slope) || double.IsInfinity(intercept)) return Refuse(name + ", scl_slope", $"{slope} and {intercept}", "finite numbers, or none");
        if (double.IsNaN(slope) || double.IsNaN(intercept)) (slope, intercept) = (0, 0); // written for no scaling
        double offset = second ? at.Long(168) : at.Float(108);
        if (!(offset >= size && offset <= Math.Min(total, int.MaxValue))) return Refuse(name + ", vox_offset", $"{offset}", $"a byte of the file after {size}");

        int qform = second ? (int)at.Int(344) : at.Short(252), sform = second ? (int)at.Int(348) : at.Short(254);
        double[]? affine = sform > 0 ? [.. Enumerable.Range(0, 12).Select(i => second ? at.Double(400 + 8 * i) : at.Float(280 + 4 * i))] : null;
        double[]? quaternion = qform > 0 ? [.. Enumerable.Range(0, 6).Select(i => second ? at.Double(352 + 8 * i) : at.Float(256 + 4 * i))] : null;
        if (affine is not null && !affine.All(double.IsFinite) || quaternion is not null && !quaternion.All(double.IsFinite))
            return Refuse(name + ", sform/qform", string.Join(' ', (affine ?? quaternion)!), "finite numbers");
        int Dim(int i) => i <= dim[0] ? (int)Math.Max(1, dim[i]) : 1;
        return Outcome<NiftiHeader>.Of(new((Dim(1), Dim(2), Dim(3)), type, width, slope, intercept, (long)offset, big, pixdim, affine, quaternion, (second ? (int)at.Int(500) : bytes[123]) & 7));
    }

    private readonly struct Fields(byte[] bytes, bool big)
    {
        private ReadOnlySpan<byte> At(int offset, int width) => bytes.AsSpan(offset, width);
        public int Short(int at) => big ? BinaryPrimitives.ReadInt16BigEndian(At(at, 2)) : BinaryPrimitives.ReadInt16LittleEndian(At(at, 2));
        public long Int(int at) => big ? BinaryPrimitives.ReadInt32BigEndian(At(at, 4)) : BinaryPrimitives.ReadInt32LittleEndian(At(at, 4));
        public long Long(int at) => big ? BinaryPrimitives.ReadInt64BigEndian(At(at, 8)) : BinaryPrimitives.ReadInt64LittleEndian(At(at, 8));
        public double Float(int at) => big ? BinaryPrimitives.ReadSingleBigEndian(At(at, 4)) : BinaryPrimitives.ReadSingleLittleEndian(At(at, 4));
        public double Double(int at) => big ? BinaryPrimitives.ReadDoubleBigEndian(At(at, 8)) : BinaryPrimitives.ReadDoubleLittleEndian(At(at, 8));
    }

    private static Outcome<NiftiHeader> Refuse(string place, string read, string expected) =>
        Outcome<NiftiHeader>.Refused(new Problem(place, read, expected));
}
