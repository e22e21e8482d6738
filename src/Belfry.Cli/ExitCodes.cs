namespace Belfry.Cli;

/// <summary>How the tool ends, for scripts. Documented in docs/cli.md.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The query was answered and nothing matched.</summary>
    public const int NothingFound = 1;

    /// <summary>The command line, or the configuration, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No connection, no answer, a connection that broke, or a port that is in use.</summary>
    public const int Network = 3;

    /// <summary>The peer answered no: association or presentation context refused, or a failure status.</summary>
    public const int Refused = 4;

    /// <summary>A file cannot be read, or is not what it should be.</summary>
    public const int BadFile = 5;

    /// <summary>Some instances were stored, came or are committed, and some not.</summary>
    public const int Partly = 6;

    /// <summary>An error in this program.</summary>
    public const int Bug = 70;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}
