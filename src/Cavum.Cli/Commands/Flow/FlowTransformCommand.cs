using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow transform</c>: values on a display scale and back.</summary>
internal static class FlowTransformCommand
{
    internal static Command Create()
    {
        var kind = new Option<string>("--kind") { Required = true, Description = "logicle, hyperlog, fasinh, flog or flin" };
        kind.AcceptOnlyFromAmong("logicle", "hyperlog", "fasinh", "asinh", "flog", "log", "flin", "linear");
        var t = new Option<double>("--t", "--T") { Description = "top of scale", DefaultValueFactory = _ => 262144 };
        var w = new Option<double>("--w", "--W") { Description = "decades of the straight part", DefaultValueFactory = _ => 0.5 };
        var m = new Option<double>("--m", "--M") { Description = "decades in all", DefaultValueFactory = _ => 4.5 };
        var a = new Option<double>("--a", "--A") { Description = "further negative decades" };
        var x = new Option<string[]>("--x") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "values on the linear scale, divided by blanks or commas" };
        return new Command("transform", "puts values on a display scale, top of scale at 1, and back") { kind, t, w, m, a, x }.Answers(parsed =>
        {
            var problems = new List<Problem>();
            double[] values = Numbers(parsed.GetValue(x)!, problems);
            ScaleTransform? scale = null;
            try
            {
                scale = Make(parsed.GetValue(kind)!, parsed.GetValue(t), parsed.GetValue(w), parsed.GetValue(m), parsed.GetValue(a));
            }
            catch (ArgumentOutOfRangeException e)
            {
                problems.Add(new Problem("--" + e.ParamName!.ToLowerInvariant(), $"{e.ActualValue}", e.Message.Split(" (Parameter")[0].TrimEnd('.')));
            }
            if (scale is null || problems.Count > 0) return Reply.Refuse(problems);
            var result = new double[values.Length];
            scale.Forward(values, result);
            double?[] scaled = [.. result.Select(v => double.IsFinite(v) ? v : (double?)null)];
            double?[] inverse = [.. scaled.Select(v => v is { } y && double.IsFinite(scale.Inverse(y)) ? scale.Inverse(y) : (double?)null)];
            string text = TextTable.Render(["x", "scale", "inverse"], values.Select((v, i) =>
                (IReadOnlyList<string>)[TextTable.Number(v), TextTable.Number(scaled[i]), TextTable.Number(inverse[i])]));
            string status = scaled.Contains(null) ? "the logarithm of values at or below 0 does not exist" : "complete";
            return new Reply.Done(new { Values = scaled, Inverse = inverse, Status = status }, text);
        });
    }

    private static ScaleTransform Make(string kind, double t, double w, double m, double a) => kind switch
    {
        "logicle" => new LogicleScale(t, w, m, a),
        "hyperlog" => new HyperlogScale(t, w, m, a),
        "fasinh" or "asinh" => new AsinhScale(t, m, a),
        "flog" or "log" => new LogScale(t, m),
        _ => new LinearScale(t, a),
    };

    private static double[] Numbers(string[] tokens, List<Problem> problems)
    {
        var values = new List<double>();
        foreach (string token in tokens.SelectMany(x => x.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)))
        {
            if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) values.Add(value);
            else problems.Add(new Problem("--x", token, "a number"));
        }
        return [.. values];
    }
}
