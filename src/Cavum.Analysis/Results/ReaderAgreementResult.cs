namespace Cavum.Analysis;

/// <summary>How far the two blinded readers agree, over all scans that both have signed.</summary>
/// <param name="Questions">One row a question that both answered.</param>
/// <param name="Volume">Null where fewer than three scans were outlined by both.</param>
public sealed record ReaderAgreementResult(string ResultId, int Scans, int Adjudicated, IReadOnlyList<QuestionAgreement> Questions, VolumeAgreement? Volume);

/// <param name="Weights">quadratic for ordered scores, none for names.</param>
/// <param name="Kappa">Null, with the status, where both readers used one category throughout.</param>
public sealed record QuestionAgreement(string ResultId, string Question, string Weights, int Scans, int Same, double Observed, double? Kappa, double? Lower, double? Upper, string Status);

/// <summary>Metabolic volume by the two readers: Bland–Altman (second minus first) and the intraclass correlation for absolute agreement.</summary>
/// <param name="IntraclassLower">Null, with the status, where the readers leave no residual for an F interval.</param>
public sealed record VolumeAgreement(string ResultId, int Scans, double BiasMl, double LowerLimitMl, double UpperLimitMl, double? Intraclass, double? IntraclassLower, double? IntraclassUpper, string Status);
