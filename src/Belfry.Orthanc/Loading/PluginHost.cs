using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Guard;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Loading;

/// <summary>What all plugins of one server share. Thread-safe.</summary>
internal sealed class PluginHost
{
    public PluginHost(OrthancPluginOptions options, ILoggerFactory loggers)
    {
        Options = options;
        Loggers = loggers;
        Log = loggers.CreateLogger("Belfry.Orthanc");
        Guard = NativeGuard.Load(options.GuardLibrary, out var problem);
        GuardProblem = problem;
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
    public WorklistSlot Worklist { get; } = new();

    /// <summary>The DICOM files that plugins show again and again.</summary>
    public ParsedFileCache Files { get; } = new();
}
