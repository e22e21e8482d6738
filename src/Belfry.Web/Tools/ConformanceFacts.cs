using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>What a conformance statement tells. Immutable.</summary>
/// <param name="Version">Belfry's version.</param>
/// <param name="AETitle">The server's AE title.</param>
/// <param name="Port">The port of DICOM; 0 when it is not served.</param>
/// <param name="MaxPduLength">The longest PDU that is taken, in bytes.</param>
public sealed record ConformanceFacts(string Version, AETitle AETitle, int Port, int MaxPduLength)
{
    /// <summary>The port that speaks TLS; null for none.</summary>
    public int? TlsPort { get; init; }

    /// <summary>SOP classes of services that are provided, but for storage.</summary>
    public IReadOnlyList<DicomUid> Provided { get; init; } = [];

    /// <summary>SOP classes of services that are used, but for storage.</summary>
    public IReadOnlyList<DicomUid> Used { get; init; } = [];

    /// <summary>Storage SOP classes that are taken.</summary>
    public IReadOnlyList<DicomUid> Stored { get; init; } = [];

    /// <summary>Transfer syntaxes of instances that are taken.</summary>
    public IReadOnlyList<DicomUid> TransferSyntaxes { get; init; } = [];
}
