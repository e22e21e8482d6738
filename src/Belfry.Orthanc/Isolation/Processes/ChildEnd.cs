using System.Globalization;

namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>Why a plugin's process is over.</summary>
internal enum ChildEndCause
{
    /// <summary>The server wanted it.</summary>
    Stopped,

    /// <summary>It exited by itself.</summary>
    Exited,

    /// <summary>A signal ended it: it crashed or aborted.</summary>
    Crashed,

    /// <summary>A callback took longer than it may.</summary>
    TimedOut,

    /// <summary>It had more memory than it may.</summary>
    TooMuchMemory,

    /// <summary>It sent what the child's program never sends.</summary>
    Garbage,

    /// <summary>It could not be started.</summary>
    NotStarted,
}

/// <summary>The end of a plugin's process.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Text">The same in words, for the log.</param>
internal sealed record ChildEnd(ChildEndCause Cause, string Text)
{
    /// <summary>From what the system tells, where the server did not end it.</summary>
    public static ChildEnd Of(int? exitCode, int? signal)
    {
        if (signal is { } number)
            return new ChildEnd(ChildEndCause.Crashed, $"it was ended by signal {Number(number)}{NameOf(number)}");
        return exitCode is { } code
            ? new ChildEnd(ChildEndCause.Exited, $"it exited with code {Number(code)}")
            : new ChildEnd(ChildEndCause.Exited, "it exited");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(int signal) => signal switch
    {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        15 => " (SIGTERM)",
        _ => "",
    };
}
