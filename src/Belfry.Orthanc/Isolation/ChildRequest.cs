using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Isolation;

/// <summary>Something that a plugin's process shall do.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">The same in words, for the log.</param>
/// <param name="Write">Writes the rest of the message; may be called twice.</param>
internal sealed record ChildRequest(MessageKind Kind, string Name, Action<MessageWriter> Write)
{
    /// <summary>A place that the call takes until it is over, also when nobody waits for it any more; null for none.</summary>
    public SemaphoreSlim? Place { get; init; }

    /// <summary>
    /// The process that it is for, because something was begun there; null for the one that runs, or will run soon.
    /// </summary>
    public ChildProcess? On { get; init; }

    /// <summary>It may be done once more, alone, when the process ended and another call may have been the cause.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Nothing may run beside it, so that it is known what ended the process.</summary>
    public bool IsAlone { get; init; }

    /// <summary>It waits for a process however long that takes; otherwise it fails at once while the plugin is down.</summary>
    public bool IsPatient { get; init; }
}
