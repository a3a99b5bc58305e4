using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Options that several assay commands share.</summary>
internal static class AssayOptions
{
    /// <summary>The decimal mark of a text export, which is stated and never concluded from the file.</summary>
    internal static Option<string> DecimalMark(string description = "the decimal mark of a text export: point (default) or comma")
    {
        var option = new Option<string>("--decimal") { Description = description };
        option.AcceptOnlyFromAmong("point", "comma");
        return option;
    }

    internal static Cavum.Assay.DecimalMark Stated(string? word) => word switch
    {
        "point" => Cavum.Assay.DecimalMark.Point,
        "comma" => Cavum.Assay.DecimalMark.Comma,
        _ => Cavum.Assay.DecimalMark.NotStated,
    };
}
