using System.Text;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>What a test wants to see of a received command set.</summary>
public sealed record ReceivedCommand(
    ushort CommandField, ushort? MessageId, ushort? MessageIdBeingRespondedTo, ushort Status, bool HasDataSet, string? ErrorComment, string AffectedSopClassUid)
{
    public static ReceivedCommand Parse(byte[] bytes)
    {
        if (CommandSet.Read(bytes, out var command) is { } fault)
            throw new InvalidOperationException($"Malformed command set: {fault}.");
        return new ReceivedCommand(
            command.CommandField ?? 0,
            command.MessageId,
            command.MessageIdBeingRespondedTo,
            command.Status ?? 0,
            command.HasDataSet,
            command.ErrorComment.IsEmpty ? null : Encoding.ASCII.GetString(command.ErrorComment).TrimEnd(),
            Encoding.ASCII.GetString(command.AffectedSopClassUid).TrimEnd('\0'));
    }
}
