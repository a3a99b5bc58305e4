using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>One sample of a digital run: its result, and the wells that were added up for it.</summary>
/// <param name="Counted">Wells with enough partitions.</param>
/// <param name="Pooled">Positive and negative partitions of those wells together with the concentration they give; null where no well counts.</param>
public sealed record DigitalSample(EbvDnaResult Result, IReadOnlyList<DigitalWell> Counted, DigitalConcentration? Pooled);

/// <summary>One target of a digital run turned into amounts.</summary>
/// <param name="Scatter">What wells of one sample differ by beyond counting; null where the run holds too few replicates to tell.</param>
public sealed record DigitalQuantification(
    string Target, ReleaseDecision Release, IReadOnlyList<DigitalSample> Samples, IReadOnlyList<DigitalConcentration> Wells, WellScatter? Scatter);

/// <summary>From partition counts to the amount of EBV DNA in each sample; no standard curve.</summary>
/// <remarks>
/// Wells of one sample are replicates of one plasma: their partitions are added, λ̂ = −ln(negatives/all), copies per reaction =
/// λ̂/V · volume of the reaction, with the interval of the added count (<see cref="PoissonCount"/>) widened on the log scale by the
/// stated uncertainty of the volume and by the scatter between wells that the run itself shows (<see cref="WellScatter"/>); V is the
/// mean of the wells' volumes weighted by partitions. From there the extraction chain and the unit conversion as for a standard curve
/// (<see cref="EbvDnaAmounts"/>). A sample whose wells lie further apart than those of the run carries a remark.
/// </remarks>
public static class DigitalSamples
{
    internal const long UsualDroplets = 10_000;

    /// <param name="name">The file, for refusals and as the run's name.</param>
    public static Outcome<DigitalQuantification> Quantify(DigitalRun run, AssaySettings settings, string name)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Digital is not { } rules)
            return Refused(name, $"{run.Format}, partitions", "an assay whose settings state 'digital' (docs/assay-settings.md): the volume of the reaction turns a concentration into copies");
        string[] targets = [.. run.Wells.Select(w => w.Target).Distinct(StringComparer.Ordinal)];
        if (settings.Target is { } wanted && !targets.Contains(wanted, StringComparer.Ordinal)) return Refused(name, string.Join(", ", targets), $"the target '{wanted}' of the assay settings");
        if (settings.Target is null && targets.Length != 1) return Refused(name, string.Join(", ", targets), "'target' in the assay settings, or one target");
        string target = settings.Target ?? targets[0];
        var all = DigitalQuantifier.Quantify(run, rules.PartitionNanolitres, rules.PartitionCv, settings.Confidence).Where(w => w.Well.Target == target).ToList();
        var sums = all.GroupBy(Key, StringComparer.Ordinal).SelectMany(g => Sums([.. g])).ToHashSet();
        DigitalConcentration[] wells = [.. all.Where(w => !sums.Contains(w))];
        var groups = wells.Where(w => IsUnknown(w, settings)).GroupBy(Key, StringComparer.Ordinal).ToList();
        var counting = new SampleCounting(run, settings, rules, Path.GetFileNameWithoutExtension(name), target, [.. run.Wells]);
        counting.Scatter = WellScatter.Of(groups.Select(g => (IReadOnlyList<DigitalWell>)[.. g.Where(w => counting.Short(w) is null).Select(w => w.Well)]));
        var release = DigitalRelease.Decide(wells, counting, settings, sums.Count);
        DigitalSample[] samples = [.. groups.Select(g => counting.Of(g.Key, [.. g]))];
        return Outcome<DigitalQuantification>.Of(new(target, release, samples, wells, counting.Scatter));
    }

    internal static string Key(DigitalConcentration w) => w.Well.Sample.Length > 0 ? w.Well.Sample : w.Well.Well;

    internal static bool IsUnknown(DigitalConcentration w, AssaySettings settings) => w.Well.Role == SampleRole.Unknown && settings.PositiveControls.All(c => c.Sample != w.Well.Sample);

    /// <summary>The software's own sum of a sample's wells, which would count them twice: a row whose counts are those of all others together.</summary>
    private static IEnumerable<DigitalConcentration> Sums(DigitalConcentration[] rows)
    {
        if (rows.Length < 3 || rows.Any(r => r.Well.Positives is null || r.Well.Negatives is null)) yield break;
        long positives = rows.Sum(r => r.Well.Positives!.Value), negatives = rows.Sum(r => r.Well.Negatives!.Value);
        foreach (var row in rows)
        {
            if (row.Well.Positives * 2 != positives || row.Well.Negatives * 2 != negatives || row.Well.Negatives == 0) continue;
            yield return row;
            yield break;
        }
    }

    private static Outcome<DigitalQuantification> Refused(string place, string read, string expected) => Outcome<DigitalQuantification>.Refused(new Problem(place, read, expected));

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Adds the wells of one sample and finds its place among the limits of the assay.</summary>
internal sealed class SampleCounting(DigitalRun run, AssaySettings settings, DigitalRules rules, string runId, string target, List<DigitalWell> order)
{
    internal long Least => rules.PartitionsMin ?? (run.DefaultPartitionNanolitres is not null ? DigitalSamples.UsualDroplets : 0);

    internal DigitalRules Rules => rules;

    internal WellScatter? Scatter { get; set; }

    /// <summary>Why a well does not count; null where it does.</summary>
    internal string? Short(DigitalConcentration w) =>
        w.Well is not { Positives: { } k, Negatives: { } n } || k + n == 0 ? $"{w.Well.Well} has no call by the software"
        : k + n < Least ? DigitalSamples.Text($"{w.Well.Well} has {k + n} partitions, at least {Least} are needed") : null;

    internal DigitalSample Of(string sample, IReadOnlyList<DigitalConcentration> wells)
    {
        DigitalConcentration[] counted = [.. wells.Where(w => Short(w) is null)];
        var remarks = wells.Select(Short).OfType<string>().Select(s => s + ": left out").ToList();
        WellLocator[] places = [.. wells.Select(w => new WellLocator(runId, Place(w.Well), target))];
        DigitalSample Told(EbvDnaResult result, DigitalConcentration? pooled) => new(result, [.. counted.Select(w => w.Well)], pooled);
        EbvDnaResult Invalid(string reason) => new EbvDnaResult.Invalid([reason]) { Sample = sample, Limits = settings.Limits, Wells = places, Remarks = remarks };
        if (counted.Length == 0) return Told(Invalid("no well has enough partitions"), null);
        var pooled = Pool(counted);
        if (WellScatter.Unlike([.. counted.Select(w => w.Well)], Scatter) is { } unlike) remarks.Add(unlike);
        string[] rain = [.. counted.Where(w => w.RainMatters == true).Select(w => w.Well.Well)];
        if (rain.Length > 0) remarks.Add($"rain can move the concentration out of its interval in {string.Join(", ", rain)}");
        long positives = pooled.Well.Positives!.Value;
        if (pooled.Status == "saturated") return Told(Invalid("every partition is positive: only that there is more can be said; dilute and repeat"), pooled);
        if (pooled.CopiesPerMicrolitre is not { } copies) return Told(Invalid("the volume of a partition is not known: state 'partitionNanolitres' under 'digital' in the assay settings"), pooled);
        if (positives < Math.Max(1, rules.PositivesMin))
        {
            if (positives > 0) remarks.Add(DigitalSamples.Text($"{positives} positive partitions, fewer than the {rules.PositivesMin} that the assay tells from blanks"));
            return Told(new EbvDnaResult.NotDetected { Sample = sample, Limits = settings.Limits, Wells = places, Remarks = remarks }, pooled);
        }
        double micro = rules.Reaction.Microlitres;
        var amount = EbvDnaAmounts.FromCopies(new(copies * micro, pooled.Lower * micro, pooled.Upper * micro), settings);
        var place = SampleQuantifier.Place(amount, settings.Limits, out string? missing);
        if (missing is not null) return Told(Invalid(missing), pooled);
        return Told(
            place < 0 ? new EbvDnaResult.BelowLoq(amount) { Sample = sample, Limits = settings.Limits, Wells = places, Remarks = remarks }
            : place > 0 ? new EbvDnaResult.AboveUpperLimit(amount) { Sample = sample, Limits = settings.Limits, Wells = places, Remarks = remarks }
            : new EbvDnaResult.Quantified(amount) { Sample = sample, Limits = settings.Limits, Wells = places, Remarks = remarks }, pooled);
    }

    /// <summary>The wells as one count, at the mean of their partition volumes weighted by partitions.</summary>
    internal DigitalConcentration Pool(IReadOnlyList<DigitalConcentration> wells)
    {
        long positives = wells.Sum(w => w.Well.Positives!.Value), negatives = wells.Sum(w => w.Well.Negatives!.Value);
        double? volume = wells.All(w => w.PartitionNanolitres is not null)
            ? wells.Sum(w => w.PartitionNanolitres!.Value * (w.Well.Positives!.Value + w.Well.Negatives!.Value)) / (positives + negatives) : null;
        var well = wells[0].Well with { Well = string.Join(", ", wells.Select(w => w.Well.Well)), Positives = positives, Negatives = negatives, Ends = null, PartitionNanolitres = null, ReportedCopiesPerMicrolitre = null };
        double scatter = Scatter?.Of([.. wells.Select(w => w.Well)]) ?? 0;
        return DigitalQuantifier.Quantify(new DigitalRun(run.Format, [well], null), volume, Math.Sqrt(rules.PartitionCv * rules.PartitionCv + scatter * scatter), settings.Confidence)[0] with { VolumeSource = wells[0].VolumeSource };
    }

    private WellPosition Place(DigitalWell well)
    {
        if (WellPosition.TryParse(well.Well, out var at)) return at;
        int number = order.IndexOf(well) + 1;
        return WellPosition.FromNumber(number, number > WellPosition.MostNumber(12) ? 9999 : 12);
    }
}
