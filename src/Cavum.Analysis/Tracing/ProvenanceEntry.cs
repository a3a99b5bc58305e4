namespace Cavum.Analysis;

/// <summary>Where one result comes from: the rule that made it, the results it was made of, and the raw bytes it read.</summary>
/// <param name="Id">The result id; ids below it (<c>id.key</c>, <c>id.curve.3</c>) come from the same entry.</param>
/// <param name="Rule">What was done, in a sentence, with its convention.</param>
/// <param name="Inputs">Ids of the results that went in.</param>
public sealed record ProvenanceEntry(
    string Id, string Rule, IReadOnlyList<string> Inputs, IReadOnlyList<ProvenanceSource> Sources);

/// <summary>Raw bytes: a file of <c>sources/</c>, rows of a table, a document, or a reference table of the program.</summary>
/// <param name="Path">The file, from the study folder; <c>cavum:</c> starts the path of a table that comes with the program.</param>
/// <param name="Sha256">The hash of the whole file when it was analysed.</param>
/// <param name="Locator">Where in the file: well and cycles, SOP instances and voxel, or the key of the rows.</param>
/// <param name="Read">What stood there, short.</param>
/// <param name="Digest">The hash of exactly the part that was used; a result is stale when this no longer holds.</param>
public sealed record ProvenanceSource(string Path, string Sha256, string Locator, string Read, string Digest);

/// <summary>The content of provenance.json.</summary>
public sealed record ProvenanceDocument(string Format, string Study, string ResultsSha256, IReadOnlyList<ProvenanceEntry> Entries);
