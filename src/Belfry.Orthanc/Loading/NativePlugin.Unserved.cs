using System.Collections.Concurrent;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Loading;

/// <content>What it asked for in vain.</content>
internal sealed partial class NativePlugin
{
    // A plugin may ask for the same a thousand times; each kind is told of once.
    private readonly ConcurrentDictionary<UnservedArea, int> _unserved = new();
    private readonly ConcurrentDictionary<OrthancService, int> _refused = new();

    private const StringSplitOptions OneLine = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>The names of what it asked for and the server does not serve yet, in ordinal order.</summary>
    public IReadOnlyList<string> Unserved => [.. _unserved.Keys.Select(area => area.Name).Order(StringComparer.Ordinal)];

    /// <summary>The answer to a service that is not served; plugins probe newer services this way.</summary>
    public OrthancErrorCode Refuse(OrthancService service)
    {
        if ((UnservedServices.AreaOf(service) ?? UnservedServices.AreaInChild(service)) is not { } area)
        {
            LogUnknown(Logger, Name, (int)service, NativeContext.Version);
            return OrthancErrorCode.UnknownPluginService;
        }

        var isNew = _unserved.TryAdd(area, 0);
        if (area.Consequence is { } consequence)
        {
            if (isNew)
                LogUnservedRegistration(Logger, Name, area.Name, consequence);
        }
        else if (_refused.TryAdd(service, 0))
        {
            LogUnserved(Logger, Name, (int)service, service, area.Name);
        }

        return OrthancErrorCode.NotImplemented;
    }

    // For the message of an initialisation that failed, perhaps because of it.
    private string TellReasons() =>
        (_lastError is { } error ? $" Its last error: {string.Join(' ', error.Split('\n', OneLine)).TrimEnd('.')}." : "")
        + (Unserved is { Count: > 0 } areas ? $" Before that it asked for what this server does not serve yet: {string.Join(", ", areas)}." : "");
}
