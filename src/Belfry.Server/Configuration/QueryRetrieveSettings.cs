using Belfry.Archive;
using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Query/Retrieve.</summary>
internal sealed record QueryRetrieveSettings
{
    /// <summary>True to serve the retired Patient/Study Only models too.</summary>
    public bool PatientStudyOnly { get; init; }

    /// <summary>True to take relational queries without negotiation.</summary>
    public bool IsAlwaysRelational { get; init; }

    /// <summary>What extended negotiation grants.</summary>
    public QueryRetrieveOptions Granted { get; init; } = FindOptions.Default.Granted;

    /// <summary>Limits of answers, and when files are read.</summary>
    public ArchiveFindOptions Find { get; init; } = new();

    /// <summary>How long to wait for modalities that have no time-out of their own; null for ever.</summary>
    public TimeSpan? ScuTimeout { get; init; } = StoreScuOptions.Default.ConnectTimeout;

    /// <summary>False sends instances as they are stored, or not at all.</summary>
    public bool Converts { get; init; } = true;

    /// <summary>False makes a job of each C-MOVE, which is answered at once.</summary>
    public bool IsMoveSynchronous { get; init; } = true;

    /// <summary>How many queries to modalities are kept with their answers. 100, as the reference server.</summary>
    public int KeptQueries { get; init; } = 100;

    /// <summary>True when an echo by REST tries a C-FIND too.</summary>
    public bool EchoChecksFind { get; init; }

    /// <summary>How instances are had from a modality when neither the client nor its entry says.</summary>
    public RetrieveMethod RetrieveMethod { get; init; }

    public static QueryRetrieveSettings Read(ConfigurationSection top, ConfigurationSection own) => new()
    {
        PatientStudyOnly = own.Boolean("PatientStudyOnly", false),
        IsAlwaysRelational = own.Choice("RelationalQueries", false, s_relational),
        Granted = own.Boolean("FuzzyPersonNames", false)
            ? FindOptions.Default.Granted | QueryRetrieveOptions.FuzzyPersonNames
            : FindOptions.Default.Granted,
        ScuTimeout = top.Integer("DicomScuTimeout", 10, 0, 86400) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        KeptQueries = top.Integer("QueryRetrieveSize", 100, 1, 100_000),
        EchoChecksFind = top.Boolean("DicomEchoChecksFind", false),
        RetrieveMethod = top.Choice("DicomDefaultRetrieveMethod", RetrieveMethod.Move, s_retrieveMethods),
        Converts = top.Boolean("TranscodeDicomProtocol", true),
        IsMoveSynchronous = top.Boolean("SynchronousCMove", true),
        Find = new ArchiveFindOptions
        {
            LimitResults = top.Integer("LimitFindResults", 0, 0, int.MaxValue),
            LimitInstances = top.Integer("LimitFindInstances", 0, 0, int.MaxValue),
            StorageAccess = top.Choice("StorageAccessOnFind", StorageAccess.Always, s_access),
        },
    };

    private static readonly IReadOnlyDictionary<string, bool> s_relational =
        new Dictionary<string, bool> { ["Negotiated"] = false, ["Always"] = true };

    private static readonly IReadOnlyDictionary<string, RetrieveMethod> s_retrieveMethods =
        new Dictionary<string, RetrieveMethod> { ["C-MOVE"] = RetrieveMethod.Move, ["C-GET"] = RetrieveMethod.Get };

    private static readonly IReadOnlyDictionary<string, StorageAccess> s_access =
        Enum.GetValues<StorageAccess>().ToDictionary(static value => value.ToString());
}
