using System.Collections.Immutable;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Rest;

/// <summary>The filters of HTTP requests of all plugins (1007, 1010): every one must let a request in. Thread-safe.</summary>
internal sealed partial class HttpFilters : IRestFilter
{
    private ImmutableList<Filter> _all = [];

    private sealed record Filter(NativePlugin Plugin, nint Callback, int Version);

    /// <inheritdoc/>
    public bool IsActive => !_all.IsEmpty;

    /// <summary>Adds a filter of version 1 or 2.</summary>
    public OrthancErrorCode Register(NativePlugin plugin, nint callback, int version)
    {
        if (callback == 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        ImmutableInterlocked.Update(ref _all, static (all, filter) => all.Add(filter), new Filter(plugin, callback, version));
        return OrthancErrorCode.Success;
    }

    /// <summary>How many a plugin has.</summary>
    public int CountOf(NativePlugin plugin) => _all.Count(filter => filter.Plugin == plugin);

    /// <inheritdoc/>
    public async ValueTask<bool> AllowsAsync(RestRequest request, CancellationToken cancellation)
    {
        foreach (var filter in _all)
        {
            if (!await AllowsAsync(filter, request, cancellation))
                return false;
        }

        return true;
    }

    private static async Task<bool> AllowsAsync(Filter filter, RestRequest request, CancellationToken cancellation)
    {
        var answer = 0;
        try
        {
            await filter.Plugin.RestLanes.RunAsync(() => answer = Call(filter, request), isLocked: false, cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(filter.Plugin.Logger, thrown, filter.Plugin.Name);
            return false;
        }

        if (answer is not (0 or 1))
            LogGarbage(filter.Plugin.Logger, filter.Plugin.Name, answer);
        return answer == 1;
    }

    private static unsafe int Call(Filter filter, RestRequest request)
    {
        using var texts = new NativeTexts();
        var method = (nint)NativeHttpRequest.MethodOf(request.Verb);
        var uri = (nint)texts.Text(request.Path);
        var address = (nint)texts.Text(request.RemoteAddress?.ToString() ?? "");
        var (count, names, values) = (request.Headers.Count, (nint)texts.Names(request.Headers), (nint)texts.Values(request.Headers));
        var guard = filter.Plugin.Host.Guard;
        return filter.Version == 1
            ? guard.CallForCode(filter.Callback, method, uri, address, count, names, values)
            : guard.CallForCode(
                filter.Callback, method, uri, address, count, names, values, request.Query.Count, (nint)texts.Names(request.Query),
                (nint)texts.Values(request.Query));
    }

    [LoggerMessage(5055, LogLevel.Error, "The HTTP filter of {Plugin} let a C++ exception out; the request is refused")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5056, LogLevel.Error, "The HTTP filter of {Plugin} answered {Answer}, neither 0 nor 1; the request is refused")]
    private static partial void LogGarbage(ILogger logger, string plugin, int answer);
}
