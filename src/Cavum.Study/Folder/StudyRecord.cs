using Cavum.Core;

namespace Cavum.Study;

/// <summary>A study as read from its folder: checked, whole, and still knowing where each row stands.</summary>
/// <param name="Folder">The full path of the folder.</param>
/// <param name="Tables">Every table and document that was read, by file name, for provenance.</param>
public sealed record StudyRecord(
    string Folder, RegistryRecord Registry, StudyDesign Design, IReadOnlyList<Subject> Subjects,
    IReadOnlyDictionary<string, SourceFile> Sources, IReadOnlyDictionary<string, StudyFile> Tables)
{
    /// <summary>The mouse arm; null where the study has none.</summary>
    public MouseRecord? Mouse { get; init; }

    public string FullPath(string path) => System.IO.Path.Combine(Folder, path.Replace('/', System.IO.Path.DirectorySeparatorChar));
}

/// <summary>A file of the record itself: its bytes' hash, and its rows when it is a table.</summary>
public sealed record StudyFile(string Name, ContentHash Hash, CsvTable? Table);
