using Cavum.Core;

namespace Cavum.Study;

/// <summary>A raw file of the study, named by its path from the study folder and by its bytes.</summary>
public sealed record SourceFile(string Path, ContentHash Hash, string Kind);
