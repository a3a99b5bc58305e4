namespace Cavum.Analysis;

internal static class ScanPicture
{
    public static byte[] Of(MeasuredScan scan) => [];
}
