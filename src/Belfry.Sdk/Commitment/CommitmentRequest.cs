using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One storage commitment transaction, as a handler sees it (N-ACTION, PS3.4 §J.3.2). Immutable; may be kept.</summary>
public sealed class CommitmentRequest
{
    /// <summary>Made by the server, by the export to Orthanc and by tests.</summary>
    public CommitmentRequest(DicomUid transactionUid, IReadOnlyList<ReferencedInstance> references, DicomConnection connection, ICommitmentJob job)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(job);
        TransactionUid = transactionUid;
        References = references;
        Connection = connection;
        Job = job;
    }

    /// <summary>Transaction UID (0008,1195).</summary>
    public DicomUid TransactionUid { get; }

    /// <summary>All instances of the transaction, in the order of the request.</summary>
    public IReadOnlyList<ReferencedInstance> References { get; }

    /// <summary>Who asks. The association may have ended long ago.</summary>
    public DicomConnection Connection { get; }

    /// <summary>The job that performs the transaction.</summary>
    public ICommitmentJob Job { get; }
}
