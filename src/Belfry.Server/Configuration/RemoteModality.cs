using Belfry.Dicom;

namespace Belfry.Server.Configuration;

/// <summary>An entry of <c>DicomModalities</c>: a peer by name, and what it may ask for. Immutable.</summary>
internal sealed record RemoteModality
{
    /// <summary>The symbolic name.</summary>
    public required string Name { get; init; }

    public required AETitle AETitle { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public string Manufacturer { get; init; } = "Generic";

    public DicomCommands Allowed { get; init; } = DicomCommands.All;

    /// <summary>Our own AE title towards it; empty for the server's.</summary>
    public AETitle LocalAETitle { get; init; }

    /// <summary>How long it may take to answer; zero for the server's default.</summary>
    public TimeSpan Timeout { get; init; }
}
