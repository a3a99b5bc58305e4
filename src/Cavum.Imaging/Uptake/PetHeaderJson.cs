using System.Globalization;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads a set of PET headers without pixels: a JSON array, an object a slice, keys as the standard's keywords.</summary>
/// <remarks>Vendors' factors lie in <c>PhilipsPETPrivateGroup</c> and <c>GEPrivatePostInjectionDateTime</c>; numbers may be texts.</remarks>
public static class PetHeaderJson
{
    public static Outcome<IReadOnlyList<PetHeader>> Read(string name, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object) return Outcome<IReadOnlyList<PetHeader>>.Of([Header(root, name, 0)]);
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0 || root.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.Object))
                return Outcome<IReadOnlyList<PetHeader>>.Refused(new Problem(name, root.ValueKind.ToString(), "an array of at least one header object"));
            return Outcome<IReadOnlyList<PetHeader>>.Of([.. root.EnumerateArray().Select((e, i) => Header(e, name, i))]);
        }
        catch (JsonException broken)
        {
            return Outcome<IReadOnlyList<PetHeader>>.Refused(new Problem($"{name}, line {broken.LineNumber + 1}", "text that is not JSON", "an array of PET headers"));
        }
    }

    private static PetHeader Header(JsonElement set, string name, int index)
    {
        List<(DicomTag, string)> unreadable = [];
        var dose = FirstOf(set, "RadiopharmaceuticalInformationSequence") ?? set;
        var philips = FirstOf(set, "PhilipsPETPrivateGroup") ?? set;
        double[] spacing = Values(set, "PixelSpacing").Select(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : 0).ToArray();
        return new()
        {
            Name = $"{name}, header {index + 1}",
            Manufacturer = Text(set, "Manufacturer"),
            Units = Text(set, "Units")?.ToUpperInvariant(),
            SuvType = Text(set, "SUVType")?.ToUpperInvariant(),
            DecayCorrection = Text(set, "DecayCorrection")?.ToUpperInvariant(),
            CorrectedImage = [.. Values(set, "CorrectedImage").Where(c => c.Length > 0)],
            Administrations = set.TryGetProperty("RadiopharmaceuticalInformationSequence", out var given) && given.ValueKind == JsonValueKind.Array ? Math.Max(1, given.GetArrayLength()) : 1,
            WeightKg = Number(set, "PatientWeight"),
            HeightM = Number(set, "PatientSize"),
            Sex = Text(set, "PatientSex")?.ToUpperInvariant(),
            TotalDose = Number(dose, "RadionuclideTotalDose"),
            HalfLifeSeconds = Number(dose, "RadionuclideHalfLife"),
            Radiopharmaceutical = Text(dose, "Radiopharmaceutical"),
            RadionuclideCode = FirstOf(dose, "RadionuclideCodeSequence") is { } code ? Text(code, "CodeValue") : null,
            InjectionTime = Text(dose, "RadiopharmaceuticalStartTime"),
            InjectionDateTime = Text(dose, "RadiopharmaceuticalStartDateTime"),
            StudyDate = Text(set, "StudyDate"),
            SeriesDate = Text(set, "SeriesDate"),
            SeriesTime = Text(set, "SeriesTime"),
            AcquisitionDate = Text(set, "AcquisitionDate"),
            AcquisitionTime = Text(set, "AcquisitionTime"),
            AcquisitionDateTime = Text(set, "AcquisitionDateTime"),
            TimeZone = Text(set, "TimezoneOffsetFromUTC"),
            FrameReferenceTimeMs = Number(set, "FrameReferenceTime"),
            FrameDurationMs = Number(set, "ActualFrameDuration"),
            GeScanDateTime = Text(set, "GEPrivatePostInjectionDateTime") ?? Text(set, "0009100D"),
            PhilipsSuvFactor = Number(philips, "SUVScaleFactor") ?? Number(set, "70531000"),
            PhilipsActivityFactor = Number(philips, "ActivityConcentrationScaleFactor") ?? Number(set, "70531009"),
            DoseCalibrationFactor = Number(set, "DoseCalibrationFactor"),
            RescaleIntercept = Number(set, "RescaleIntercept"),
            VoxelMillilitres = spacing is [> 0, > 0] && Number(set, "SliceThickness") is { } t and > 0 ? spacing[0] * spacing[1] * t / 1000 : null,
            Unreadable = unreadable,
        };

        double? Number(JsonElement from, string key)
        {
            if (Text(from, key) is not { } text) return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d)) return d;
            unreadable.Add((DicomDictionary.Tag(key) ?? default, text));
            return null;
        }
    }

    private static JsonElement? FirstOf(JsonElement set, string key)
    {
        if (!set.TryGetProperty(key, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array) return value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Object ? value[0] : null;
        return value.ValueKind == JsonValueKind.Object ? value : null;
    }

    private static string? Text(JsonElement set, string key) => Values(set, key).FirstOrDefault() is { Length: > 0 } text ? text : null;

    private static IEnumerable<string> Values(JsonElement set, string key)
    {
        if (!set.TryGetProperty(key, out var value)) return [];
        return value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(One)],
            JsonValueKind.String => value.GetString()!.Split('\\').Select(v => v.Trim()),
            _ => [One(value)],
        };
    }

    private static string One(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };
}
