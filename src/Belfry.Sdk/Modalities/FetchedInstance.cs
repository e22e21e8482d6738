using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// An instance that a peer has sent, all of it, in memory or in a temporary file. Whoever holds it disposes it: that frees what it lies in.
/// Streams that are open stay of use. May be opened from any thread, many times.
/// </summary>
public abstract class FetchedInstance : InstanceSource, IAsyncDisposable
{
    /// <inheritdoc cref="InstanceSource(DicomUid, DicomUid, TransferSyntax)"/>
    protected FetchedInstance(DicomUid sopClassUid, DicomUid sopInstanceUid, TransferSyntax transferSyntax)
        : base(sopClassUid, sopInstanceUid, transferSyntax)
    {
    }

    /// <summary>Length of the data set, in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Frees what it lies in. May be called more than once.</summary>
    public abstract ValueTask DisposeAsync();
}
