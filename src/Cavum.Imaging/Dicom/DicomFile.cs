using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>One DICOM Part 10 file: its file meta information, its data set and how they were encoded.</summary>
/// <param name="Name">The file's path, or its entry in a zip: the place that problems name.</param>
/// <param name="Bytes">The file as read.</param>
/// <param name="ByteHash">Lazy SHA-256 of the raw bytes as read.</param>
public sealed record DicomFile(string Name, TransferSyntax Syntax, DicomDataset Meta, DicomDataset Data, ReadOnlyMemory<byte> Bytes, Lazy<ContentHash> ByteHash)
{
    public string SopInstanceUid => Data.Text(DicomTags.SopInstanceUid) ?? Meta.Text(DicomTags.MediaStorageSopInstanceUid) ?? "";

    public string SopClassUid => Data.Text(DicomTags.SopClassUid) ?? Meta.Text(DicomTags.MediaStorageSopClassUid) ?? "";

    public string Modality => Data.Text(DicomTags.Modality) ?? "";

    public string SeriesInstanceUid => Data.Text(DicomTags.SeriesInstanceUid) ?? "";

    /// <summary>The place of a tag in this file, for a problem.</summary>
    public string Place(DicomTag tag, string? keyword = null) => DicomPlace.Of(Name, tag, Data[tag]?.Offset ?? -1, keyword);
}

/// <summary>Words the place of an element: file, keyword, tag and byte offset.</summary>
internal static class DicomPlace
{
    public static string Of(string file, DicomTag tag, long offset, string? keyword = null)
    {
        string name = keyword ?? DicomDictionary.Keyword(tag);
        return $"{file}, {(name.Length > 0 ? name + " " : "")}{tag}" + (offset >= 0 ? $" at byte {offset}" : "");
    }
}
