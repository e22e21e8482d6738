using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One C-STORE sub-operation of a retrieve (PS3.4 §C.4.2.2.1): an instance that the server sends, or work of the handler's own. Immutable.</summary>
public sealed class Suboperation
{
    private Suboperation(DicomUid sopInstanceUid) => SopInstanceUid = sopInstanceUid;

    /// <summary>The instance that it is about, for Failed SOP Instance UID List (0008,0058); empty when unknown.</summary>
    public DicomUid SopInstanceUid { get; }

    /// <summary>The instance that the server sends; null for the others.</summary>
    public InstanceSource? Source { get; private init; }

    /// <summary>True when the server sends the instance of <see cref="SopInstanceUid"/> from its own archive.</summary>
    public bool IsStored { get; private init; }

    /// <summary>The handler's own work; null for the others.</summary>
    public Func<CancellationToken, ValueTask<SuboperationResult>>? Work { get; private init; }

    /// <summary>
    /// The server sends an instance. One that is disposable (<see cref="FetchedInstance"/>) is the server's from now on: it disposes it when the
    /// sub-operation is over, or is not performed any more.
    /// </summary>
    public static Suboperation Send(InstanceSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Suboperation(source.SopInstanceUid) { Source = source };
    }

    /// <summary>The server sends a file.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Suboperation SendFile(string path) => Send(InstanceSource.FromFile(path));

    /// <summary>The server sends an instance that it stores; one that it has not counts as failed.</summary>
    public static Suboperation SendStored(DicomUid sopInstanceUid) => new(sopInstanceUid) { IsStored = true };

    /// <summary>
    /// The handler sends the instance in its own way. What the work throws is a failed sub-operation, with the status of a
    /// <see cref="DimseStatusException"/>.
    /// </summary>
    /// <param name="work">Run once; its token fires as that of the handler.</param>
    /// <param name="sopInstanceUid">The instance, when known.</param>
    public static Suboperation Perform(Func<CancellationToken, ValueTask<SuboperationResult>> work, DicomUid sopInstanceUid = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return new Suboperation(sopInstanceUid) { Work = work };
    }

    /// <summary>A sub-operation whose instance cannot be had: it is counted as failed.</summary>
    public static Suboperation Failure(DicomUid sopInstanceUid, DimseStatus status) =>
        Perform(_ => ValueTask.FromResult(SuboperationResult.Failed(status)), sopInstanceUid);
}
