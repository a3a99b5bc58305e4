using System.CommandLine;
using Cavum.Cli;

return CavumCommandLine.Run(args, Console.Out, Console.Error);

namespace Cavum.Cli
{
    /// <summary>The whole command line; tests run it with writers of their own.</summary>
    public static class CavumCommandLine
    {
        public static int Run(string[] args, TextWriter output, TextWriter error)
        {
            var parsed = Root().Parse(args);
            if (parsed.Errors.Count > 0)
            {
                foreach (string problem in CommandLineErrors.Messages(parsed)) error.WriteLine(problem);
                error.WriteLine("See: cavum --help");
                return ExitStatus.WrongCommandLine;
            }
            try
            {
                return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            }
            catch (Exception fault) // the last line of defence: a fault is said in one sentence, never as a stack trace
            {
                error.WriteLine($"Cavum has a fault: {fault.GetType().Name}: {fault.Message}");
                if (Environment.GetEnvironmentVariable("CAVUM_TRACE") == "1") error.WriteLine(fault.StackTrace);
                return ExitStatus.Fault;
            }
        }

        public static RootCommand Root()
        {
            var root = new RootCommand("Cavum: conducts and analyses a study of asparaginase + anti-PD-1 in nasopharyngeal carcinoma. Research use; a clinician decides.")
            {
                CommandExtensions.Json,
            };
            foreach (var area in Areas.All()) root.Add(area);
            CommandLineErrors.Guard(root);
            return root;
        }
    }
}
