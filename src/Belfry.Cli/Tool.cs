using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli;

/// <summary>The command line <c>belfry</c>: its commands, and how they end.</summary>
public static class Tool
{
    private const string Description = """
        Belfry, a DICOM server and its tools.

        Examples:
          belfry serve                                            a demonstration on ports 4242 and 8042
          belfry echo localhost:4242                              is a peer there?
          belfry find localhost:4242 -k PatientName=D*            ask a worklist
          belfry store localhost:4242 study/                      send files
          belfry commit localhost:4242 study/                     are they kept for good?
          belfry get localhost:4242 -k StudyInstanceUID=1.2.3     get a study
          belfry dump image.dcm                                   a file as text
        """;

    /// <summary>Builds the command line: the tool's commands, and those that the program adds.</summary>
    public static Command Create(params ReadOnlySpan<Command> more)
    {
        var root = new Command("belfry", Description) { new HelpOption() { Recursive = true } };
        foreach (var command in more)
            root.Add(command);
        root.Add(EchoCommand.Create());
        root.Add(FindCommand.Create());
        root.Add(StoreCommand.Create());
        root.Add(CommitCommand.Create());
        root.Add(MoveCommand.Create());
        root.Add(GetCommand.Create());
        root.Add(DumpCommand.Create());
        root.Add(JsonCommand.Create());
        root.Add(VersionCommand.Create());
        return root;
    }

    /// <summary>A command line with this command alone, which is begun faster: for a program that knows already what it is asked for.</summary>
    public static Command CreateFor(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new Command("belfry", Description) { new HelpOption() { Recursive = true }, command };
    }

    /// <summary>Runs a command line to its exit code (<see cref="ExitCodes"/>). Ctrl+C and SIGTERM cancel the command.</summary>
    /// <param name="root">As made by <see cref="Create"/>.</param>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="output">Where results go; standard output by default.</param>
    /// <param name="error">Where complaints go; standard error by default.</param>
    /// <param name="input">What <c>-</c> reads; standard input by default. Read once, and closed.</param>
    /// <param name="cancellation">Ends the command.</param>
    public static async Task<int> RunAsync(
        Command root, IReadOnlyList<string> arguments, TextWriter? output = null, TextWriter? error = null, Stream? input = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        var configuration = new ToolInvocation
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
            OpenInput = () => input ?? Console.OpenStandardInput(),
            EnableDefaultExceptionHandler = false,

            // A server takes the time that its configuration grants; the system's own limits stand behind it.
            ProcessTerminationTimeout = TimeSpan.FromHours(1),
        };
        var parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var fault in parsed.Errors)
                await configuration.Error.WriteLineAsync($"belfry: {fault.Message}").ConfigureAwait(false);
            await configuration.Error.WriteLineAsync($"Try: belfry {CommandPath(parsed)}--help").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception fault)
        {
            var (code, message) = Explain(fault);
            await configuration.Error.WriteLineAsync($"belfry: {message}").ConfigureAwait(false);
            return code;
        }
    }

    private static (int Code, string Message) Explain(Exception fault) => fault switch
    {
        ToolException tool => (tool.ExitCode, tool.Message),
        AssociationRejectedException rejected => (ExitCodes.Refused, rejected.Message),
        AssociationException association => (ExitCodes.Network, association.Message),
        FindFailedException find => (ExitCodes.Refused, find.Message),
        DicomFormatException format => (ExitCodes.BadFile, format.Message),
        IOException or UnauthorizedAccessException => (ExitCodes.BadFile, fault.Message),
        _ => (ExitCodes.Bug, $"an error in this program: {fault}"),
    };

    private static string CommandPath(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return command.Name == "belfry" ? "" : command.Name + " ";
    }
}
