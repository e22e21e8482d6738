using System.Net;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.Web;

namespace Belfry.Server.Configuration;

/// <summary>
/// What is in force: one immutable snapshot of the whole configuration, validated. Replaced whole, never changed; what is running
/// keeps the snapshot that it began with.
/// </summary>
internal sealed record ServerConfiguration
{
    /// <summary>Shown to people; empty for none.</summary>
    public string Name { get; init; } = "";

    public DicomSettings Dicom { get; init; } = new();

    /// <summary>Who may ask for what.</summary>
    public DicomPermissions Permissions { get; init; } = new() { LocalAETitle = AETitle.Parse("ORTHANC") };

    /// <summary>True when the modalities are those that REST made, kept in the index, and not those of the configuration.</summary>
    public bool ModalitiesInDatabase { get; init; }

    /// <summary>Other servers of the REST interface.</summary>
    public IReadOnlyList<RemotePeer> Peers { get; init; } = [];

    /// <summary>True when the peers are those that REST made, kept in the index.</summary>
    public bool PeersInDatabase { get; init; }

    /// <summary>The names of what REST puts beside resources.</summary>
    public UserNames Users { get; init; } = new();

    /// <summary>True when REST may write instances into files of this machine.</summary>
    public bool WritesFiles { get; init; }

    /// <summary>True when scripts are wanted; they are not served, which is said then.</summary>
    public bool LuaEnabled { get; init; }

    /// <summary>Most arenas of the system's allocator for native code; 0 for as many as it likes.</summary>
    public int NativeArenas { get; init; } = 5;

    public HttpSettings Http { get; init; } = new();

    /// <summary>Where traces and metrics are sent; null for nowhere.</summary>
    public TelemetrySettings? Telemetry { get; init; }

    /// <summary>Where the audit trail goes; null for nowhere.</summary>
    public AuditSettings? Audit { get; init; }

    /// <summary>How attributes are matched when a handler asks the server to.</summary>
    public MatchingSettings Matching { get; init; } = new();

    public QueryRetrieveSettings QueryRetrieve { get; init; } = new();

    public ArchiveSettings Archive { get; init; } = new();

    public JobSettings Jobs { get; init; } = new();

    /// <summary>True when what REST sends to modalities is written down.</summary>
    public bool LogsExports { get; init; }

    /// <summary>How many storage commitment transactions that this server asked for are remembered with their reports. 100, as the reference server.</summary>
    public int CommitmentReports { get; init; } = 100;

    /// <summary>Storage commitment.</summary>
    public CommitmentOptions Commitment { get; init; } = CommitmentOptions.Default;

    /// <summary>Assemblies, shared libraries, and folders of both, as full paths.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>True when the small files that native plugins read are remembered while they are unchanged.</summary>
    public bool PluginFilesCached { get; init; } = true;

    /// <summary>How native plugins are served.</summary>
    public NativePluginSettings NativePlugins { get; init; } = new();

    /// <summary>True when the folder of <c>Worklists</c> is to be served.</summary>
    public bool WorklistsEnabled { get; init; }

    /// <summary>True when the server runs without a configuration and shows what it can do.</summary>
    public bool IsDemo { get; init; }

    /// <summary>How long running operations may go on when the server stops. 10 s: a worklist answer takes less, an operator waits no longer.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The configuration as it was written, for plugins.</summary>
    public required ConfigurationDocument Document { get; init; }

    /// <summary>What is doubtful, in words; logged once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Keys that the reference server knows and that have no effect here yet.</summary>
    public IReadOnlyList<string> KeysWithoutEffect { get; init; } = [];

    /// <summary>The whole configuration as JSON.</summary>
    public JsonElement ToJsonElement()
    {
        using var document = JsonDocument.Parse(Document.ToJson());
        return document.RootElement.Clone();
    }
}

/// <summary>The DICOM port.</summary>
internal sealed record DicomSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; init; } = [new IPEndPoint(IPAddress.IPv6Any, 4242)];

    /// <summary>True when TLS is spoken there.</summary>
    public bool IsTls { get; init; }

    /// <summary>Where TLS is spoken besides.</summary>
    public IReadOnlyList<IPEndPoint> TlsEndPoints { get; init; } = [];

    /// <summary>TLS of the port, and of associations that this server asks for; null for none.</summary>
    public TlsFileSettings? Tls { get; init; }

    /// <summary>False when nothing that is configured speaks TLS, so that what is wrong with it does no harm.</summary>
    public bool IsTlsNeeded { get; init; }

    /// <summary>How long an association may be idle; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest PDU that we take, in bytes.</summary>
    public int MaxPduLength { get; init; } = 16384;

    /// <summary>Most associations at once, and most from one address; null for the network's own limits.</summary>
    public int? MaxAssociations { get; init; }

    public int? MaxAssociationsPerAddress { get; init; }

    /// <summary>Most threads that stay with busy associations.</summary>
    public int ServingThreads { get; init; } = new DicomListenerOptions().ServingThreads;

    /// <summary>Longest data set of a query, in bytes; null for the service's own limit.</summary>
    public int? MaxQueryLength { get; init; }

    /// <summary>Most keys of a query; null for the matching's own limit.</summary>
    public int? MaxQueryKeys { get; init; }
}

/// <summary>Matching and text.</summary>
internal sealed record MatchingSettings
{
    public PersonNameMatching PersonNames { get; init; } = PersonNameMatching.CaseInsensitive;

    /// <summary>Defined terms of the character set of data that declares none, and of answers.</summary>
    public IReadOnlyList<string> DefaultCharacterSet { get; init; } = ["ISO_IR 100"];

    /// <summary>The final status of a worklist query whose handler said that there are more matches: FE00H or A700H.</summary>
    public DimseStatus IncompleteWorklistStatus { get; init; } = DimseStatus.Cancel;
}
