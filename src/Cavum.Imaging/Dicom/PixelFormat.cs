using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>How the stored values of one image lie in memory.</summary>
/// <param name="Bits">Bits allocated to a sample: 1, 8, 16 or 32.</param>
/// <param name="Stored">Bits that carry the value, counted down from <paramref name="HighBit"/>.</param>
public sealed record PixelFormat(int Rows, int Columns, int Frames, int Bits, int Stored, int HighBit, bool Signed)
{
    /// <summary>An image of more pixels than this a frame is taken for a broken header.</summary>
    public const int MaxSide = 8192;

    public int PixelsPerFrame => Rows * Columns;

    public long BytesPerFrame => (long)PixelsPerFrame * Bits / 8;

    public static Outcome<PixelFormat> Of(DicomFile file)
    {
        List<Problem> problems = [];
        int rows = Ask(DicomTags.Rows, 1, MaxSide), columns = Ask(DicomTags.Columns, 1, MaxSide);
        int frames = Ask(DicomTags.NumberOfFrames, 1, 100_000, absent: 1);
        Ask(DicomTags.SamplesPerPixel, 1, 1, absent: 1);
        int bits = Ask(DicomTags.BitsAllocated, 1, 32), stored = Ask(DicomTags.BitsStored, 1, 32, absent: bits);
        if (problems.Count == 0 && bits is not (1 or 8 or 16 or 32))
            problems.Add(new(file.Place(DicomTags.BitsAllocated), $"{bits}", "1, 8, 16 or 32 bits"));
        int high = Ask(DicomTags.HighBit, 0, 31, absent: stored - 1), sign = Ask(DicomTags.PixelRepresentation, 0, 1, absent: 0);
        if (problems.Count == 0 && (stored > bits || high >= bits || high < stored - 1))
            problems.Add(new(file.Place(DicomTags.BitsStored), $"{stored} bits stored below high bit {high} of {bits}", "stored bits that fit the allocated ones"));
        return problems.Count > 0 ? Outcome<PixelFormat>.Refused(problems)
            : Outcome<PixelFormat>.Of(new(rows, columns, frames, bits, stored, high, sign == 1));

        int Ask(DicomTag tag, int least, int most, int? absent = null)
        {
            string? read = file.Data.Text(tag);
            if (read is null && absent is { } value) return value;
            if (file.Data.Integer(tag) is { } n && n >= least && n <= most) return n;
            problems.Add(new(file.Place(tag), read ?? "", least == most ? $"{least}" : $"a whole number from {least} to {most}"));
            return least;
        }
    }
}
