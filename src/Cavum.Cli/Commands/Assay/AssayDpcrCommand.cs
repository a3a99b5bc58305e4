using System.CommandLine;
using System.Globalization;
using Cavum.Assay;

namespace Cavum.Cli;

/// <summary>cavum assay dpcr F: concentrations from partition counts.</summary>
internal static class AssayDpcrCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "a digital PCR export" };
        var volume = Positive("--partition-nl", "partition volume in nL, instead of the instrument's");
        var cv = Positive("--partition-cv", "relative standard uncertainty of the partition volume");
        var mark = AssayOptions.DecimalMark();
        return new Command("dpcr", "copies per microlitre from digital PCR") { file, volume, cv, mark }.Answers(parsed =>
            Reply.From(DigitalReader.ReadFile(parsed.GetRequiredValue(file), parsed.GetValue(mark) == "comma"), run => Answer(run, parsed.GetValue(volume), parsed.GetValue(cv) ?? 0)));
    }

    private static Option<double?> Positive(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && !(v > 0 && v < 1e9))
                result.AddError($"{name} is a number above 0.");
        });
        return option;
    }

    private static Reply.Done Answer(DigitalRun run, double? volume, double cv)
    {
        var results = DigitalQuantifier.Quantify(run, volume, cv);
        var document = new
        {
            run.Format,
            run.Notes,
            VolumeRelativeSd = cv,
            Wells = results.Select(r => new
            {
                r.Well.Well,
                r.Well.Sample,
                r.Well.Target,
                r.Well.Dye,
                r.Well.Role,
                r.Well.Positives,
                r.Well.Negatives,
                r.CopiesPerMicrolitre,
                r.Lower,
                r.Upper,
                Lambda = r.Mean?.Lambda,
                LambdaLower = r.Mean?.Lower,
                LambdaUpper = r.Mean?.Upper,
                Interval = r.Mean?.Interval,
                r.Status,
                r.PartitionNanolitres,
                r.VolumeSource,
                r.Well.ReportedCopiesPerMicrolitre,
                r.Well.ReportedLower,
                r.Well.ReportedUpper,
                SoftwareStatus = r.Well.Status,
                Rain = RainReply.Of(r),
            }).ToArray(),
        };
        var rows = results.Select(r => (IReadOnlyList<string>)
        [
            r.Well.Well, r.Well.Sample, r.Well.Target, TextTable.Number(r.Well.Positives), TextTable.Number(r.Well.Negatives), TextTable.Number(r.CopiesPerMicrolitre),
            TextTable.Number(r.Lower), TextTable.Number(r.Upper), r.Status, RainReply.Words(r),
        ]);
        return new(document, $"{run.Format}\n" + TextTable.Render(["well", "sample", "target", "positive", "negative", "copies/µL", "lower", "upper", "status", "rain"], rows), [.. run.Notes, .. RainReply.Warnings(results)]);
    }
}
