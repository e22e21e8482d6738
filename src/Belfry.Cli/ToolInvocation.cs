using System.CommandLine;

namespace Belfry.Cli;

/// <summary>What a command may use beside its arguments: where it writes, and where <c>-</c> reads.</summary>
internal sealed class ToolInvocation : InvocationConfiguration
{
    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Opens a file that the command line names; <c>-</c> is standard input.</summary>
    public static Task<InputFile> OpenAsync(ParseResult parsed, string path, CancellationToken cancellation) =>
        InputFile.OpenAsync(path, (parsed.InvocationConfiguration as ToolInvocation)?.OpenInput ?? Console.OpenStandardInput, cancellation);
}
