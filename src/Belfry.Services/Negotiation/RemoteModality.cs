using System.Net;
using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>A known peer and what it may ask for: an entry of <c>DicomModalities</c>. Immutable.</summary>
public sealed record RemoteModality
{
    /// <summary>The symbolic name.</summary>
    public required string Name { get; init; }

    /// <summary>The AE title that it calls itself, and is called by.</summary>
    public required AETitle AETitle { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port that it listens on.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// The addresses it may come from, when <see cref="DicomPermissions.CheckModalityHost"/> is set: those of <see cref="Host"/>, found by
    /// whoever builds the snapshot. Default: the address that <see cref="Host"/> is, none for a name.
    /// </summary>
    public IReadOnlyList<IPAddress> Addresses
    {
        get => field ?? (IPAddress.TryParse(Host, out var address) ? [address] : []);
        init;
    }

    /// <summary>It is called by TLS (<c>UseDicomTls</c>). Default: false.</summary>
    public bool UseTls { get; init; }

    /// <summary>
    /// The certificates that are its own (<c>TlsCertificates</c>): fingerprints in the form of <see cref="Belfry.Network.TlsPeer.FingerprintOf"/>, or
    /// names. When there are any, no other certificate stands for it, in either direction, and it is not taken without TLS. Default: none.
    /// </summary>
    public IReadOnlyList<string> TlsCertificates { get; init; } = [];

    /// <summary>The AE title that the server calls itself towards it (<c>LocalAet</c>); empty for the server's own.</summary>
    public AETitle LocalAETitle { get; init; }

    /// <summary>
    /// How long to wait for its connection, its answer to an association, and its responses (<c>Timeout</c>); null for the defaults of
    /// <see cref="StoreScuOptions"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// An instance may be sent in another transfer syntax than it is stored in when the modality refuses that (<c>AllowTranscoding</c>).
    /// Default: true.
    /// </summary>
    public bool AllowTranscoding { get; init; } = true;

    /// <summary>Takes C-ECHO from it. Default: true.</summary>
    public bool AllowEcho { get; init; } = true;

    /// <summary>Takes C-FIND of Query/Retrieve from it. Default: true.</summary>
    public bool AllowFind { get; init; } = true;

    /// <summary>Takes C-FIND of worklists from it. Default: true.</summary>
    public bool AllowFindWorklist { get; init; } = true;

    /// <summary>Takes C-GET from it. Default: true.</summary>
    public bool AllowGet { get; init; } = true;

    /// <summary>Takes C-MOVE from it. Default: true.</summary>
    public bool AllowMove { get; init; } = true;

    /// <summary>Takes C-STORE from it. Default: true.</summary>
    public bool AllowStore { get; init; } = true;

    /// <summary>Takes storage commitment from it. Default: true.</summary>
    public bool AllowStorageCommitment { get; init; } = true;

    /// <summary>By which association it gets the reports of its storage commitment transactions. Default: the one it asked by, or a new one.</summary>
    public CommitmentReportWay CommitmentReportWay { get; init; } = CommitmentReportWay.SameOrNew;

    /// <summary>What it needs when it is queried by REST. Default: nothing.</summary>
    public ModalityManufacturer Manufacturer { get; init; }

    /// <summary>How instances are had from it when a client does not say; null, the default, for as the server is configured.</summary>
    public RetrieveMethod? RetrieveMethod { get; init; }

    /// <summary>True when it may ask for the service.</summary>
    public bool Allows(ServiceKind service) => service switch
    {
        ServiceKind.Echo => AllowEcho,
        ServiceKind.Store => AllowStore,
        ServiceKind.Find => AllowFind,
        ServiceKind.FindWorklist => AllowFindWorklist,
        ServiceKind.Get => AllowGet,
        ServiceKind.Move => AllowMove,
        ServiceKind.StorageCommitment => AllowStorageCommitment,
        _ => false,
    };
}
