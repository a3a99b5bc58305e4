using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary><c>serve</c>: starts the site as a process of its own, since neither door knows the other.</summary>
public static class ServeCommand
{
    private const int DefaultPort = 5080;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "an analysed study folder", DefaultValueFactory = _ => Path.Combine("out", "demo") };
        var port = Port();
        var command = new Command("serve", "serves the site for a study") { data, port };
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(data), parsed.GetValue(port), parsed.InvocationConfiguration.Error));
        return command;
    }

    internal static Option<int> Port()
    {
        var port = new Option<int>("--port") { Description = "where the site listens on 127.0.0.1", DefaultValueFactory = _ => DefaultPort };
        port.Validators.Add(r =>
        {
            if (r.GetValue(port) is < 1 or > 65_535) r.AddError("--port takes a whole number from 1 to 65535.");
        });
        return port;
    }

    /// <summary>Runs the command's own action and then, if it was done and serving is wanted, the site.</summary>
    internal static Command Afterwards(Command command, Func<ParseResult, bool> wanted, Func<ParseResult, string> data, Func<ParseResult, int> port)
    {
        var answer = (System.CommandLine.Invocation.SynchronousCommandLineAction)command.Action!;
        command.SetAction(parsed =>
        {
            int exit = answer.Invoke(parsed);
            return exit != ExitStatus.Done || !wanted(parsed) ? exit : Serve(data(parsed), port(parsed), parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static int Serve(string data, int port, TextWriter error)
    {
        if (!Directory.Exists(data))
        {
            error.WriteLine(new Problem(data, "", "a study folder that exists; make one with 'cavum demo' or 'cavum study new'"));
            return ExitStatus.Refused;
        }
        string site = Path.Combine(AppContext.BaseDirectory.Replace("Cavum.Cli", "Cavum.Web", StringComparison.Ordinal), "Cavum.Web.dll");
        if (!File.Exists(site))
        {
            error.WriteLine("The site is not built: run ./cavum from the project's root, which builds it.");
            return ExitStatus.Fault;
        }
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, WorkingDirectory = Path.GetDirectoryName(site)! };
        foreach (string argument in new[] { site, "--data", Path.GetFullPath(data), "--port", port.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Console.CancelKeyPress += (_, e) => e.Cancel = true; // the site hears the same signal and closes; we wait for it
        process.WaitForExit();
        return process.ExitCode;
    }
}
