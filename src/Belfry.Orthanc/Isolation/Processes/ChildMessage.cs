using Belfry.Orthanc.Isolation.Messages;

namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>A whole message from a plugin's process; the bytes are the server's own.</summary>
internal readonly record struct ChildMessage(MessageKind Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the call that it belongs to is over with it.</summary>
    public bool IsLast => Kind is not (MessageKind.Answers or MessageKind.Outcomes);
}
