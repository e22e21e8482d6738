using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The single callback of a family: both versions and all plugins share the slot. The first that registers keeps it. It is looked up
/// once, when all plugins are initialised. Thread-safe.
/// </summary>
internal sealed class CallbackSlot<TRegistration>
    where TRegistration : class
{
    private readonly Lock _lock = new();
    private TRegistration? _registration;
    private bool _isHeld;

    /// <summary>The callback that the server calls; null before <see cref="Close"/>, and when there is none.</summary>
    public TRegistration? InForce { get; private set; }

    /// <summary>Takes the slot. Null, for a null callback, is accepted and leaves it free.</summary>
    public OrthancErrorCode Register(TRegistration? registration)
    {
        lock (_lock)
        {
            if (_registration is not null || _isHeld)
                return OrthancErrorCode.Plugin;
            _registration = registration;
            return OrthancErrorCode.Success;
        }
    }

    /// <summary>Whether somebody has it.</summary>
    public bool IsTaken
    {
        get
        {
            lock (_lock)
                return _isHeld || _registration is not null;
        }
    }

    /// <summary>Takes the slot for a plugin of another process: later registrations find it taken, and nothing comes in force here.</summary>
    public void Hold()
    {
        lock (_lock)
            _isHeld = true;
    }

    /// <summary>Puts in force what holds the slot when the server starts. What comes later is accepted and has no effect.</summary>
    public TRegistration? Close()
    {
        lock (_lock)
            return InForce = _registration;
    }
}
