using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Archive;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Host;
using Belfry.Orthanc.Http;
using Belfry.Orthanc.Isolation;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Jobs;
using Belfry.Orthanc.Rest;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Loading;

/// <summary>What all plugins of one server share. Thread-safe.</summary>
internal sealed class PluginHost
{
    public PluginHost(OrthancPluginOptions options, ILoggerFactory loggers)
    {
        Options = options;
        Http = new PluginHttpClient(options.Http);
        Jobs = new NativeJobs(this);
        Loggers = loggers;
        Log = loggers.CreateLogger("Belfry.Orthanc");
        Guard = NativeGuard.Load(options.GuardLibrary, out var problem);
        GuardProblem = problem;
        FileMemory = options.CacheFiles && FileStamp.IsSupported ? new FileMemory(TimeProvider.System) : null;
    }

    /// <summary>What the server said.</summary>
    public OrthancPluginOptions Options { get; }

    /// <summary>Makes the plugins' loggers.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>The host's own log.</summary>
    public ILogger Log { get; }

    /// <summary>Calls into plugins.</summary>
    public NativeGuard Guard { get; }

    /// <summary>Why there is no guard library; null when there is one or none was wanted.</summary>
    public string? GuardProblem { get; }

    /// <summary>The opaque pointers that plugins hold.</summary>
    public HandleTable Handles { get; } = new();

    /// <summary>The one worklist callback of the server.</summary>
    public CallbackSlot<FindRegistration> Worklist { get; } = new();

    /// <summary>The one find callback of the server.</summary>
    public CallbackSlot<FindRegistration> Find { get; } = new();

    /// <summary>The one move callback of the server.</summary>
    public CallbackSlot<MoveRegistration> Move { get; } = new();

    /// <summary>The one callback of the server that changes instances that come.</summary>
    public CallbackSlot<ReceivedInstanceRegistration> ReceivedInstance { get; } = new();

    /// <summary>The storage commitment callbacks of all plugins.</summary>
    public CommitmentRegistrations Commitments { get; } = new();

    /// <summary>The REST callbacks of all plugins.</summary>
    public RestCallbacks RestCallbacks { get; } = new();

    /// <summary>The HTTP filters of all plugins.</summary>
    public HttpFilters HttpFilters { get; } = new();

    /// <summary>Calls other servers.</summary>
    public PluginHttpClient Http { get; }

    /// <summary>The server's REST interface; null until its routes are there.</summary>
    public IRestApi? RestApi { get; set; }

    /// <summary>The same for a service.</summary>
    /// <exception cref="ServiceException">It is not there yet.</exception>
    public IRestApi Rest => RestApi
        ?? throw new ServiceException(OrthancErrorCode.DatabaseNotInitialized, "The REST interface is there when all plugins are initialised.");

    /// <summary>The peers that plugins may call.</summary>
    public Func<IReadOnlyList<OrthancPeer>> Peers { get; set; } = static () => [];

    /// <summary>The jobs of plugins.</summary>
    public NativeJobs Jobs { get; }

    /// <summary>What plugins keep; null until the archive is open, and without one.</summary>
    public IPluginStores? PluginStores { get; set; }

    /// <summary>The same for a service.</summary>
    /// <exception cref="ServiceException">It is not there.</exception>
    public IPluginStores Stores => PluginStores
        ?? throw new ServiceException(OrthancErrorCode.DatabaseNotInitialized, "Stores are in the archive's index, which is open when all plugins are initialised.");

    /// <summary>The plugins that have processes of their own, in the order they were loaded.</summary>
    public List<IsolatedPlugin> Isolated { get; } = [];

    /// <summary>See <see cref="NativeMoveHandler.Freeing"/>.</summary>
    public Action<RetrieveRequest, Task>? Freeing { get; set; }

    /// <summary>The families whose one callback belongs to somebody.</summary>
    public TakenSlots TakenSlots =>
        (Worklist.IsTaken ? TakenSlots.Worklist : 0) | (Find.IsTaken ? TakenSlots.Find : 0) | (Move.IsTaken ? TakenSlots.Move : 0);

    /// <summary>Takes the slots of families for plugins of another process.</summary>
    public void Hold(TakenSlots slots)
    {
        if (slots.HasFlag(TakenSlots.Worklist))
            Worklist.Hold();
        if (slots.HasFlag(TakenSlots.Find))
            Find.Hold();
        if (slots.HasFlag(TakenSlots.Move))
            Move.Hold();
    }

    /// <summary>The plugin with a process of its own that holds the callback of a family; null when none does.</summary>
    public IsolatedPlugin? Owner(TakenSlots family) => Isolated.Find(plugin => plugin.Facts.Slots.HasFlag(family));

    /// <summary>The DICOM files that plugins show again and again.</summary>
    public ParsedFileCache Files { get; } = new();

    /// <summary>The files that plugins read again and again; null when every read shall read.</summary>
    public FileMemory? FileMemory { get; }

    /// <summary>The data set of a file's bytes, which may lack preamble and meta information. It is shared: nobody may change it.</summary>
    /// <exception cref="Belfry.Dicom.DicomFormatException">It is no DICOM file.</exception>
    public DicomDataSet Parse(ReadOnlySpan<byte> content) =>
        FileMemory?.Last is { } read && content.SequenceEqual(read.Content) ? read.DataSet : Files.Parse(content);
}
