using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One C-MOVE or C-GET request, as a handler sees it.</summary>
public sealed class RetrieveRequest
{
    /// <summary>Made by the server, by the export to Orthanc and by tests.</summary>
    public RetrieveRequest(RetrieveQuery query, DicomConnection connection)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(connection);
        Query = query;
        Connection = connection;
    }

    /// <summary>What is asked for.</summary>
    public RetrieveQuery Query { get; }

    /// <summary>Who asks.</summary>
    public DicomConnection Connection { get; }

    /// <summary>Move Destination (0000,0600); null for a C-GET, whose instances go back to who asks.</summary>
    public AETitle? MoveDestination { get; init; }

    /// <summary>Message ID (0000,0110) of the request: the Move Originator Message ID of the C-STOREs.</summary>
    public ushort MessageId { get; init; }

    /// <summary>The server's own handler, which asks its index; null when there is none.</summary>
    public IRetrieveHandler? BuiltIn { get; init; }

    /// <summary>
    /// How many sub-operations there will be, when the handler knows: the pending responses then say how many remain. To be set before
    /// the first is yielded. Null, the default: what is known is counted.
    /// </summary>
    public int? SuboperationCount { get; set; }

    /// <summary>
    /// The kinds of instances that will be sent, when the handler knows: one association with these contexts is then opened. To be set
    /// before the first sub-operation is yielded. Kinds that come as a surprise get an association of their own.
    /// </summary>
    public IReadOnlyCollection<InstanceKind> Kinds { get; set; } = [];
}
