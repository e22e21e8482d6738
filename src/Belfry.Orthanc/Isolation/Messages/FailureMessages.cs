using Belfry.Dicom;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>How a call failed.</summary>
internal static class FailureMessages
{
    // Far more than any service class names.
    private const int MaxElements = 64;

    // For a line of the log, not for the peer.
    private const int MaxCauseLength = 1024;

    public static void WriteFailure(this MessageWriter message, Exception failure)
    {
        var known = failure as DimseStatusException;
        message.Write(known is null);
        message.Write((known?.Status ?? NativeStatus.UnableToProcess).Code);
        message.WriteOptional(known is null ? "The plugin's process failed" : known.Comment);
        message.Write(known?.OffendingElements.Count ?? 0);
        foreach (var element in known?.OffendingElements ?? [])
            message.Write(element.Value);
        var cause = known?.InnerException?.Message;
        message.WriteOptional(cause is { Length: > MaxCauseLength } ? cause[..MaxCauseLength] : cause);
    }

    /// <summary>
    /// The exception that ends the operation as it would in the server's own process. Where the child's program itself failed, its process may be ending under
    /// a neighbour's fault: then the call is as one whose process has ended.
    /// </summary>
    public static Exception ReadFailure(this ref MessageReader message)
    {
        var isFault = message.ReadBoolean();
        var status = new DimseStatus(message.ReadUInt16());
        var comment = message.ReadOptionalText();
        var elements = new DicomTag[message.ReadCount(4)];
        if (elements.Length > MaxElements || comment is { Length: > DimseStatusException.MaxCommentLength })
            throw new ChildProtocolException("A failure says too much.");
        for (var i = 0; i < elements.Length; i++)
            elements[i] = new DicomTag(message.ReadUInt32());
        var cause = message.ReadOptionalText();
        if (cause is { Length: > MaxCauseLength })
            throw new ChildProtocolException("A failure says too much.");
        message.End();
        if (isFault)
            return new ChildEndedException(new ChildEnd(ChildEndCause.Garbage, comment ?? "its program failed"), mayBeInnocent: true);
        return status.Class is DimseStatusClass.Failure or DimseStatusClass.Warning or DimseStatusClass.Cancel
            ? new DimseStatusException(status, comment, elements, cause is null ? null : new PluginFaultException(cause))
            : throw new ChildProtocolException("A failure has the status of a success.");
    }
}
