namespace Belfry.Server.Composition;

/// <summary>The server cannot start; the message is one line for the operator.</summary>
internal sealed class ServerStartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How the program ends.</summary>
    public int ExitCode { get; } = exitCode;
}
