using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The single worklist callback of the server: versions 1 and 2 and all plugins share the slot. The first that registers keeps it.
/// It is looked up once, when all plugins are initialised. Thread-safe.
/// </summary>
internal sealed class WorklistSlot
{
    private readonly Lock _lock = new();
    private WorklistRegistration? _registration;

    /// <summary>The callback that the server calls; null before <see cref="Close"/>, and when there is none.</summary>
    public WorklistRegistration? InForce { get; private set; }

    /// <summary>Services 1005 and 1025. A null callback is accepted and leaves the slot free.</summary>
    public OrthancErrorCode Register(NativePlugin plugin, nint callback, int version)
    {
        lock (_lock)
        {
            if (_registration is not null)
                return OrthancErrorCode.Plugin;
            if (callback != 0)
                _registration = new WorklistRegistration(plugin, callback, version);
            return OrthancErrorCode.Success;
        }
    }

    /// <summary>Puts in force what holds the slot when the server starts. What comes later is accepted and has no effect.</summary>
    public WorklistRegistration? Close()
    {
        lock (_lock)
            return InForce = _registration;
    }
}

/// <summary>A registered worklist callback.</summary>
/// <param name="Plugin">Whose it is.</param>
/// <param name="Callback">The function.</param>
/// <param name="Version">1 or 2: which signature it has.</param>
internal sealed record WorklistRegistration(NativePlugin Plugin, nint Callback, int Version);
