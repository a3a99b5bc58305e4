using System.CommandLine;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>codec: not for people; the child process in which native libraries decode frames.</summary>
internal static class CodecCommand
{
    public static Command Create()
    {
        var command = new Command("codec", "decodes frames from standard input for another Cavum process") { Hidden = true };
        command.SetAction(_ =>
        {
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            CodecWorker.Serve(input, output);
            return ExitStatus.Done;
        });
        return command;
    }
}
