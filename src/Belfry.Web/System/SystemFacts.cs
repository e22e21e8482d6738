using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>What <c>GET /system</c> tells. Immutable.</summary>
public sealed record SystemFacts
{
    /// <summary>The version of the REST surface and plugin interface that is served: that of the reference server, which clients look at.</summary>
    public const string ReferenceVersion = "1.12.11";

    /// <summary>The name for people; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Belfry's own version.</summary>
    public required string BelfryVersion { get; init; }

    /// <summary>The server's AE title.</summary>
    public required string DicomAet { get; init; }

    /// <summary>The port that DICOM is really served on; 0 when it is not.</summary>
    public required int DicomPort { get; init; }

    /// <summary>The port that HTTP is really served on.</summary>
    public required int HttpPort { get; init; }

    /// <summary>True when HTTP is served by TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Names of what REST puts beside resources.</summary>
    public UserNames Users { get; init; } = new();

    /// <summary>The main attributes of each level, from the patient down; empty without an archive.</summary>
    public IReadOnlyList<IReadOnlyList<DicomTag>> MainAttributes { get; init; } = [];

    /// <summary>True when files are kept compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>True when a second copy of an instance replaces the first.</summary>
    public bool Overwrites { get; init; }

    /// <summary>The most that is stored, in MiB; 0 for no limit.</summary>
    public long MaximumStorageSize { get; init; }

    /// <summary><c>Recycle</c> or <c>Reject</c>.</summary>
    public string MaximumStorageMode { get; init; } = "Recycle";

    /// <summary>How REST has instances from modalities.</summary>
    public RetrieveMethod RetrieveMethod { get; init; }

    /// <summary>Names and versions of the loaded plugins.</summary>
    public IReadOnlyList<PluginFacts> Plugins { get; init; } = [];
}

/// <summary>A loaded plugin.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="Kind"><c>managed</c> or <c>native</c>.</param>
public sealed record PluginFacts(string Name, string Version, string Description, string Kind)
{
    /// <summary>What it wanted of the server that is not served yet, such as <c>a storage area</c>; empty when nothing.</summary>
    public IReadOnlyList<string> Unserved { get; init; } = [];

    /// <summary>True when it has a process of its own.</summary>
    public bool IsIsolated { get; init; }
}
