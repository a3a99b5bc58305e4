using Cavum.Preclinical;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What every part of the mouse arm's analysis needs: the record, the volumes, the ledger and the reader of places.</summary>
internal sealed class MouseContext(MouseRecord record, string folder, TumourStudy study, Ledger ledger, SourceReader sources, IReadOnlyDictionary<string, SourceFile> manifest)
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), ProvenanceSource> rows = [];

    public MouseRecord Record => record;
    public MouseDesign Design => record.Design;
    public TumourStudy Study => study;
    public Ledger Ledger => ledger;

    public SynergyArms Arms { get; } = new(record.Design.Named(MouseRole.Control)!, record.Design.Named(MouseRole.Asparaginase)!,
        record.Design.Named(MouseRole.AntiPd1)!, record.Design.Named(MouseRole.Combination)!);

    public SynergyOptions Options { get; } = new(DetectionLimit: record.Design.DetectionLimit);

    public string FullPath(string path) => Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The whole table of volumes.</summary>
    public ProvenanceSource Volumes => volumes ??= sources.File(record.Root + MouseRecord.VolumeTable, "the whole table", $"{study.Mice.Count} mice");

    private ProvenanceSource? volumes;

    public ProvenanceSource Document => document ??= sources.File(record.Root + MouseRecord.Document, "arms and limits", record.Design.Title);

    private ProvenanceSource? document;

    public ProvenanceSource Rows(string table, string column, string value)
    {
        if (!rows.TryGetValue((table, column + "=" + value), out var found))
            rows[(table, column + "=" + value)] = found = sources.Rows(record.Root + table, column, value);
        return found;
    }

    public ProvenanceSource Raw(string path, string read) =>
        manifest.TryGetValue(path, out var file) ? SourceReader.Raw(file, "DATA and TEXT segments", read) : sources.File(path, "DATA and TEXT segments", read);

    public ProvenanceSource Gating => sources.File(record.Design.Flow!.Gating, "the whole document", "Gating-ML 2.0");

    /// <summary>A result id that no other result has; names of arms and mice lose what would divide an id.</summary>
    public string Id(string stem, params ReadOnlySpan<string> names)
    {
        string id = stem;
        foreach (string name in names) id += "." + name.Replace('.', '_').Replace('/', '_');
        string unique = id;
        for (int n = 2; !taken.Add(unique); n++) unique = $"{id}-{n}";
        return unique;
    }
}
