using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One Query/Retrieve C-FIND request, as a handler sees it.</summary>
public sealed class FindRequest
{
    private volatile bool _isIncomplete;

    /// <summary>Made by the server, by the export to Orthanc and by tests.</summary>
    public FindRequest(FindQuery query, DicomConnection connection)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(connection);
        Query = query;
        Connection = connection;
    }

    /// <summary>What is asked.</summary>
    public FindQuery Query { get; }

    /// <summary>Who asks.</summary>
    public DicomConnection Connection { get; }

    /// <summary>The transfer syntax of the presentation context.</summary>
    public TransferSyntax TransferSyntax { get; init; } = TransferSyntax.ExplicitVRLittleEndian;

    /// <summary>
    /// The server's own handler, which asks its index; null when there is none. A handler that is not concerned returns
    /// <c>request.BuiltIn.FindAsync(request, cancellation)</c>; one that adds to the archive's answers enumerates it.
    /// </summary>
    public IFindHandler? BuiltIn { get; init; }

    /// <summary>True once <see cref="MarkIncomplete"/> was called.</summary>
    public bool IsIncomplete => _isIncomplete;

    /// <summary>
    /// Says that there are more matches than were yielded. All yielded answers are still sent; the final status is then FE00H, as the
    /// reference host does, or A700H if so configured (PS3.4 table C.4-1). Irreversible, thread-safe.
    /// </summary>
    public void MarkIncomplete() => _isIncomplete = true;
}
