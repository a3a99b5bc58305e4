using System.Globalization;
using System.Text.Json.Nodes;
using Cavum.Core;

namespace Cavum.Tests.Imaging;

/// <summary>Case files of which every part may be there, be missing, be said in other words or be at odds with the rest.</summary>
internal sealed class ChanceCases(ulong seed)
{
    private readonly SeededRandom random = new(seed);

    private static readonly string[] Sites = ["nasopharynx", "right neck node", "left neck node", "rightNeck", "leftNeck", "right", "left", "neck", "level II (L)", "lt node", "liver", "lung", "skull base", "lymph node r neck"];

    public string Next()
    {
        var root = new JsonObject();
        May(root, "sex", 0.6, () => Pick("M", "F", "O", "male", "female", "other"));
        May(root, "weightKg", 0.6, () => Number(40, 110));
        May(root, "heightCm", 0.6, () => random.NextInt(8) == 0 ? 1.7 : Number(150, 190));
        May(root, "treatment", 0.7, Treatment);
        May(root, "settings", 0.4, Settings);
        May(root, "liver", 0.2, Reference);
        May(root, "bloodPool", 0.2, Reference);
        int scans = 2 + random.NextInt(2);
        JsonNode[] tables = [.. Enumerable.Range(0, scans).Select(i => (JsonNode)Scan(i))];
        if (random.NextInt(3) == 0) root["timePoints"] = new JsonArray(tables);
        else
            for (int i = 0; i < scans; i++) root[i == 0 ? "baseline" : i == 1 ? "followUp" : "confirmation"] = tables[i];
        May(root, "readers", 0.6, () => new JsonArray([.. Enumerable.Range(0, 1 + random.NextInt(2)).Select(i => (JsonNode)Reader(i))]));
        May(root, "adjudication", 0.3, () => Reader(9));
        May(root, "niRadsFindings", 0.5, () => new JsonObject { ["primary"] = Findings(), ["neck"] = Findings() });
        May(root, "ct", 0.7, Ct);
        return root.ToJsonString();
    }

    private T Pick<T>(params T[] values) => values[random.NextInt(values.Length)];

    private double Number(double least, double most) => Math.Round(least + (most - least) * random.NextDouble(), 1);

    private void May(JsonObject into, string key, double part, Func<object> value)
    {
        if (random.NextDouble() >= part) return;
        into[key] = value() switch { JsonNode node => node, object other => JsonValue.Create(other) };
    }

    private object Flag() => Pick<object>(true, false, "yes", "no", "y", "n", "1", "0", "true", "false");

    private JsonObject Treatment()
    {
        var node = new JsonObject();
        May(node, "radiotherapyEnd", 0.6, () => Pick("2025-11-01", "20260110", "2025-12-20"));
        May(node, "firstDose", 0.6, () => Pick("2026-01-05", "2025-12-15T08:00"));
        May(node, "cycles", 0.5, () => 1 + random.NextInt(3));
        May(node, "gateOverride", 0.15, () => Pick<object>(true, false, "bleeding"));
        return node;
    }

    private JsonObject Settings()
    {
        var node = new JsonObject();
        May(node, "allowSuvBw", 0.5, Flag);
        May(node, "sulFormula", 0.5, () => Pick("janma", "james", "morgan", "janmahasatian"));
        May(node, "hopkinsMarkedly", 0.3, () => 2);
        May(node, "deauvilleMarkedly", 0.3, () => 3);
        May(node, "deauvillePositiveFrom", 0.3, () => Pick(3, 4));
        May(node, "percimtCounting", 0.3, () => Pick("nested", "bins"));
        May(node, "minimumDays", 0.2, () => 84);
        May(node, "windowDays", 0.2, () => 14);
        May(node, "requireConfirmation", 0.5, Flag);
        May(node, "sliceThicknessMm", 0.2, () => 3);
        return node;
    }

    private object Reference()
    {
        if (random.NextInt(5) == 0) return Number(0.8, 3);
        var node = new JsonObject();
        double mean = Number(0.8, 4.5);
        May(node, Pick("mean", "suvMean", "sulMean", "meanSul", "suvbwMean", "value"), 0.9, () => mean);
        May(node, "sd", 0.7, () => 0.1);
        May(node, "max", 0.3, () => mean + 1);
        May(node, "unit", 0.2, () => Pick("SUL", "SUVbw"));
        May(node, "diseased", 0.3, Flag);
        return node;
    }

    private JsonObject Scan(int index)
    {
        var node = new JsonObject();
        May(node, "date", 0.8, () => Pick("2025-12-01", "2025-11-20") is var first && index == 0 ? first : index == 1 ? Pick("2026-02-20", "2026-04-05") : Pick("2026-05-10", "2026-08-01"));
        May(node, "lesions", 0.9, () => new JsonArray([.. Enumerable.Range(1, random.NextInt(7)).Select(i => (JsonNode)Lesion(i, index))]));
        May(node, "liver", 0.7, Reference);
        May(node, "bloodPool", 0.6, Reference);
        May(node, "jugularVein", 0.3, Reference);
        May(node, "scanner", 0.5, () => Pick("A", "a", "B"));
        May(node, "reconstruction", 0.4, () => Pick("OSEM", "TOF"));
        May(node, "uptakeMinutes", 0.5, () => Number(50, 80));
        May(node, "glucose", 0.2, () => 6);
        May(node, "extentIncreased", 0.2, Flag);
        if (index > 0) May(node, "newLesions", 0.3, () => Pick<object>(0, 2, true, "no", new JsonArray("2"), new JsonArray(new JsonObject { ["id"] = 3 })));
        May(node, "suvRuleDifferencePercent", 0.2, () => Pick(0.2, -3.0));
        return node;
    }

    private JsonObject Lesion(int id, int scan)
    {
        double max = Number(0.5, 14);
        var node = new JsonObject();
        May(node, "id", 0.95, () => Pick<object>(id, id.ToString(CultureInfo.InvariantCulture)));
        May(node, "label", 0.3, () => Pick("primary", "node A", "node B"));
        May(node, "site", 0.6, () => Pick(Sites));
        May(node, "organ", 0.4, () => Pick("node", "lung", "bone"));
        May(node, "volumeMl", 0.7, () => Number(0.2, 12));
        May(node, "suvMax", 0.8, () => max);
        May(node, "suvMean", 0.7, () => 0.6 * max);
        May(node, "suvPeakGlobal", 0.8, () => 0.9 * max);
        May(node, "suvPeakLocal", 0.4, () => 0.85 * max);
        May(node, "sulPeak", 0.4, () => 0.7 * max);
        May(node, "tlg", 0.3, () => 3 * max);
        May(node, "longestDiameterMm", 0.4, () => Number(4, 40));
        May(node, "sizeCm", 0.1, () => 1.2);
        if (scan > 0) May(node, "isNew", 0.3, Flag);
        if (scan > 0) May(node, "baselineId", 0.2, () => "1");
        May(node, "confirmed", 0.2, Flag);
        May(node, "physiological", 0.1, Flag);
        May(node, "cause", 0.1, () => Pick("tumour", "infection", "cancer", "malignant"));
        May(node, "inflammation", 0.1, Flag);
        May(node, "pattern", 0.3, () => Pick("focal", "diffuse"));
        May(node, "distinguishable", 0.3, Flag);
        May(node, "status", 0.15, () => Pick("persisted", "physiological"));
        return node;
    }

    private JsonObject Reader(int number)
    {
        var scores = new JsonObject();
        May(scores, "hopkins", 0.7, () => random.NextInt(4) == 0 ? 1 + random.NextInt(5) : Hopkins());
        May(scores, "niRads", 0.6, () => random.NextInt(3) == 0 ? Pick("1", "2", "3") : new JsonObject { ["primary"] = Pick("0", "1", "2a", "2b", "3", "4"), ["neck"] = Pick("0", "1", "2", "3", "4") });
        May(scores, "deauville", 0.6, () => Pick("1", "2", "3", "4", "5", "X"));
        May(scores, "tumourPresent", 0.4, () => Pick<object>("positive", "negative", "indeterminate", "yes", "no", true, false, "equivocal"));
        var node = random.NextInt(4) == 0 ? new JsonObject { ["scores"] = scores } : scores;
        May(node, "reader", 0.7, () => $"R{number}");
        May(node, "adjudication", 0.1, () => true);
        return node;
    }

    private JsonObject Hopkins()
    {
        var node = new JsonObject();
        foreach (string site in (string[])["primary", "rightNeck", "leftNeck", "overall"]) May(node, site, 0.7, () => 1 + random.NextInt(5));
        return node;
    }

    private JsonObject Findings()
    {
        var node = new JsonObject();
        foreach (string finding in (string[])["priorImaging", "proven", "mass", "mucosal", "deep", "residual", "enlarging", "necrosis"]) May(node, finding, 0.4, Flag);
        May(node, "fdg", 0.6, () => Pick("none", "mild", "moderate", "intense", "diffuse", "low"));
        return node;
    }

    private JsonObject Ct()
    {
        string[] dates = ["2025-12-01", "2026-02-10", "2026-03-20", "2026-06-01"];
        return new JsonObject { ["timePoints"] = new JsonArray([.. Enumerable.Range(0, 1 + random.NextInt(4)).Select(i => (JsonNode)CtPoint(dates[i]))]) };
    }

    private JsonObject CtPoint(string date)
    {
        var node = new JsonObject();
        May(node, "date", 0.8, () => date);
        May(node, "targets", 0.7, () => new JsonArray([.. Enumerable.Range(1, 1 + random.NextInt(2)).Select(i => (JsonNode)Target(i))]));
        May(node, "sumMm", 0.3, () => Number(0, 90));
        May(node, "nonTarget", 0.6, () => Pick("CR", "nonCrNonPd", "PD", "NE", "none", "iCR", "nonPD", "SD", "UPD", "iUPD", "notEvaluated", "nonIcrNonIupd"));
        May(node, "nonTargetGrew", 0.3, Flag);
        May(node, "newLesion", 0.4, () => Pick<object>(true, false, 0, 2, new JsonArray("x"), "no"));
        May(node, "newLesionCount", 0.2, () => random.NextInt(3));
        May(node, "newLesionSumMm", 0.3, () => Number(0, 30));
        May(node, "newLesionsGrew", 0.2, Flag);
        return node;
    }

    private JsonObject Target(int id)
    {
        var node = new JsonObject();
        May(node, "id", 0.9, () => $"t{id}");
        May(node, Pick("mm", "shortAxisMm"), 0.8, () => random.NextInt(6) == 0 ? 0 : Number(3, 60));
        May(node, "kind", 0.4, () => Pick("node", "mass"));
        May(node, "isNode", 0.2, Flag);
        May(node, "organ", 0.4, () => Pick("lung", "liver"));
        May(node, "status", 0.2, () => Pick("gone", "absent", "disappeared", "too small", "tooSmall", "measured"));
        May(node, "tooSmall", 0.1, Flag);
        return node;
    }
}
