using System.Text.Json;
using Cavum.Cli;

namespace Cavum.Tests;

/// <summary>Runs the command line inside the test process, as a user would type it.</summary>
internal static class Run
{
    public sealed record Result(int Exit, string Output, string Error)
    {
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;
    }

    public static Result Cavum(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exit = CavumCommandLine.Run(args, output, error);
        return new(exit, output.ToString(), error.ToString());
    }

    /// <summary>Runs with <c>--json</c>, demands exit 0, and returns the document.</summary>
    public static JsonElement Json(params string[] args)
    {
        var result = Cavum([.. args, "--json"]);
        Assert.True(result.Exit == 0, $"exit {result.Exit}: {result.Error}");
        return result.Json;
    }
}
