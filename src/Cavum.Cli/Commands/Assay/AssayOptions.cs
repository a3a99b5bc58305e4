using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Options that several assay commands share.</summary>
internal static class AssayOptions
{
    /// <summary>The decimal mark of a text export, which is stated and never concluded from the file.</summary>
    internal static Option<string> DecimalMark()
    {
        var option = new Option<string>("--decimal") { Description = "the decimal mark of a text export: point (default) or comma" };
        option.AcceptOnlyFromAmong("point", "comma");
        return option;
    }
}
