using System.IO.Pipelines;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One C-STORE request, as a handler sees it (PS3.4 Annex B). The data set has not been read yet.</summary>
public sealed class StoreRequest
{
    /// <summary>Made by the server, by REST uploads and by tests.</summary>
    public StoreRequest(DicomUid sopClassUid, DicomUid sopInstanceUid, TransferSyntax transferSyntax, PipeReader body, InstanceOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(origin);
        SopClassUid = sopClassUid;
        SopInstanceUid = sopInstanceUid;
        TransferSyntax = transferSyntax;
        Body = body;
        Origin = origin;
    }

    /// <summary>Affected SOP Class UID (0000,0002).</summary>
    public DicomUid SopClassUid { get; }

    /// <summary>Affected SOP Instance UID (0000,1000).</summary>
    public DicomUid SopInstanceUid { get; }

    /// <summary>What the bytes are encoded in.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>
    /// The data set, as it comes from the network. While it is not read, the peer waits. It fails with the cause when the association ends in
    /// the middle; what is left unread when the handler returns is skipped.
    /// </summary>
    public PipeReader Body { get; }

    /// <summary>Where the instance comes from.</summary>
    public InstanceOrigin Origin { get; }

    /// <summary>
    /// The server's own handler, which stores in its archive; null when there is none. A handler that does more than the archive, or stores only some, returns
    /// <c>request.BuiltIn.StoreAsync(request, cancellation)</c> for what is to be stored: filters are asked, observers told, and its success
    /// means durable.
    /// </summary>
    public IStoreHandler? BuiltIn { get; init; }
}
