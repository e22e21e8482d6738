using Belfry.Server.Configuration;

namespace Belfry.Server.Composition;

/// <summary>
/// The configuration that is in force: the one of the start, and what REST has changed since. Replaced whole; what runs keeps the one that it began with.
/// Thread-safe.
/// </summary>
internal sealed class SettingsInForce(ServerConfiguration configured)
{
    private readonly Lock _lock = new();
    private volatile ServerConfiguration _current = configured;
    private Action<ServerConfiguration>? _changed;

    public ServerConfiguration Current => _current;

    /// <summary>Tells of each change from now on, one after the other, and of the present state at once.</summary>
    public void Follow(Action<ServerConfiguration> changed)
    {
        lock (_lock)
        {
            _changed += changed;
            changed(_current);
        }
    }

    /// <summary>Puts another configuration in force.</summary>
    public void Change(Func<ServerConfiguration, ServerConfiguration> change)
    {
        lock (_lock)
        {
            var before = _current;
            var after = change(before);
            if (ReferenceEquals(after, before))
                return;
            _current = after;
            _changed?.Invoke(after);
        }
    }
}
