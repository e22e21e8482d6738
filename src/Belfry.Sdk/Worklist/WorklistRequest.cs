using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One worklist C-FIND request, as a handler sees it.</summary>
public sealed class WorklistRequest
{
    private volatile bool _isIncomplete;

    /// <summary>Made by the server, by the export to Orthanc and by tests.</summary>
    public WorklistRequest(WorklistQuery query, DicomConnection connection)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(connection);
        Query = query;
        Connection = connection;
    }

    /// <summary>What is asked.</summary>
    public WorklistQuery Query { get; }

    /// <summary>Who asks.</summary>
    public DicomConnection Connection { get; }

    /// <summary>The transfer syntax of the presentation context, in which the query came and the answers go (PS3.8 §9.3.2.2).</summary>
    public TransferSyntax TransferSyntax { get; init; } = TransferSyntax.ExplicitVRLittleEndian;

    /// <summary>True once <see cref="MarkIncomplete"/> was called.</summary>
    public bool IsIncomplete => _isIncomplete;

    /// <summary>
    /// Says that there are more matches than were yielded, for instance past a limit. All yielded answers are still sent; the final
    /// status is then FE00H, as the reference host does, or A700H if so configured (PS3.4 table K.4-1). Irreversible, thread-safe.
    /// </summary>
    public void MarkIncomplete() => _isIncomplete = true;
}
