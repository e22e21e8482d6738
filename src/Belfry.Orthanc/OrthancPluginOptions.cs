using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc;

/// <summary>What the host of native plugins needs to know. Immutable.</summary>
public sealed record OrthancPluginOptions
{
    /// <summary>
    /// Shared libraries, and folders whose libraries are all loaded (not below). A file that is named must be a plugin; in a folder,
    /// what is none is skipped. Loaded in this order, files of a folder in ordinal order of their names.
    /// </summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>
    /// The whole configuration as UTF-8 JSON, merged, without comments and with the environment put in: what GetConfiguration (13)
    /// returns, byte for byte.
    /// </summary>
    public ReadOnlyMemory<byte> Configuration { get; init; } = "{}"u8.ToArray();

    /// <summary>The configuration file or folder, for GetConfigurationPath (6); empty when the server runs on defaults.</summary>
    public string ConfigurationPath { get; init; } = "";

    /// <summary>The program's arguments without the program, for services 10 and 11.</summary>
    public IReadOnlyList<string> CommandLineArguments { get; init; } = [];

    /// <summary>Makes the UIDs of files that are made for plugins.</summary>
    public required IUidGenerator Uids { get; init; }

    /// <summary>How the matchers that plugins make for themselves (7010) match; worklist queries bring their own policy.</summary>
    public MatchingPolicy Matching { get; init; } = MatchingPolicy.Worklist;

    /// <summary>What becomes of the answers of a find callback.</summary>
    public NativeFindAnswers FindAnswers { get; init; }

    /// <summary>
    /// How many C-MOVE requests a move callback serves at once, each on a thread of its own; more wait. 4, as the reference host has
    /// workers by default (its DicomThreadsCount). At least 1.
    /// </summary>
    public int ConcurrentMoves { get; init; } = 4;

    /// <summary>
    /// How many storage commitment lookups run at once in each plugin; more wait for one another. 8: lookups may be slow, and the reference host
    /// lets as many overlap as it has workers for jobs (its ConcurrentJobs, 2 by default). At least 1.
    /// </summary>
    public int ConcurrentCommitments { get; init; } = 8;

    /// <summary>
    /// How many requests of HTTP each plugin answers at once, each on a thread of its own; more wait. 50, as the reference host has threads for HTTP
    /// by default (its HttpThreadsCount). At least 1.
    /// </summary>
    public int ConcurrentRestCalls { get; init; } = 50;

    /// <summary>How plugins call others by HTTP, and whom by name.</summary>
    public PluginHttpOptions Http { get; init; } = new();

    /// <summary>
    /// True remembers the small files that plugins read (15), each as long as the file system says that it is unchanged. Default: true; false
    /// is for file systems whose times cannot be trusted.
    /// </summary>
    public bool CacheFiles { get; init; } = true;

    /// <summary>
    /// Where the guard library lies (<c>libbelfry_guard.so</c>), which keeps C++ exceptions of plugins from ending the process. Null
    /// means beside the server's own assemblies; empty runs without it.
    /// </summary>
    public string? GuardLibrary { get; init; }

    /// <summary>Which plugins have processes of their own. By default none has.</summary>
    public PluginIsolation Isolation { get; init; } = new();

    /// <summary>True in the process of one plugin, where the server is not: what only the server can do is refused.</summary>
    internal bool InOwnProcess { get; init; }

    /// <summary>The program that plugins are told of (4, 5); null for the running one.</summary>
    internal string? Program { get; init; }
}
