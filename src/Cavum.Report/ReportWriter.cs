using System.Text;
using Cavum.Analysis;
using Cavum.Core;

namespace Cavum.Report;

/// <summary>Writes the files of a report, each whole or not at all; the results come last, so that they never stand without their page and provenance.</summary>
public static class ReportWriter
{
    public static void Write(AnalysedStudy analysed, string folder)
    {
        string results = CanonicalJson.Write(analysed.Results);
        var provenance = new ProvenanceDocument("cavum-provenance/1", analysed.Results.Study.Study, ContentHash.Of(Encoding.UTF8.GetBytes(results)).Hex, analysed.Provenance);
        AtomicFile.Write(Path.Combine(folder, ReportFolder.Provenance), CanonicalJson.Write(provenance));
        AtomicFile.Write(Path.Combine(folder, ReportFolder.Page),
            ReportDocument.Render(analysed.Results, analysed.Provenance.ToDictionary(e => e.Id, StringComparer.Ordinal), analysed.Images));
        AtomicFile.Write(Path.Combine(folder, ReportFolder.Results), results);
    }
}
