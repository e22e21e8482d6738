using System.Collections.Immutable;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Rest;

/// <summary>The REST callbacks of all plugins, in the order of their registration. Plugins may register at any time. Thread-safe.</summary>
internal sealed partial class RestCallbacks : IRestHandler
{
    private ImmutableList<(NativePlugin Plugin, RestRoute Route)> _all = [];
    private volatile IReadOnlyList<RestRoute> _routes = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IReadOnlyList<RestRoute> Routes => _routes;

    /// <summary>The expressions that a plugin registered.</summary>
    public IEnumerable<string> PatternsOf(NativePlugin plugin)
    {
        lock (_lock)
            return [.. _all.Where(entry => entry.Plugin == plugin).Select(static entry => entry.Route.Pattern)];
    }

    /// <summary>Services 1000 and 1004.</summary>
    public unsafe OrthancErrorCode Register(NativePlugin plugin, OrthancRestCallback* parameters, bool isLocked)
    {
        if (parameters->Callback == 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var callback = new NativeRestCallback(plugin, parameters->Callback, isLocked);
        return Add(plugin, RestVerb.All, HostMemory.Required(parameters->PathRegularExpression), callback.HandleAsync);
    }

    /// <summary>Service 1012.</summary>
    public unsafe OrthancErrorCode RegisterChunked(NativePlugin plugin, OrthancChunkedRestCallback* parameters)
    {
        var callback = new ChunkedRestCallback(plugin, *parameters);
        if ((callback.Verbs & (RestVerb.Post | RestVerb.Put)) != 0 && (parameters->AddChunk == 0 || parameters->Execute == 0))
            throw new ServiceException(OrthancErrorCode.NullPointer);
        return Add(plugin, callback.Verbs, HostMemory.Required(parameters->PathRegularExpression), callback.HandleAsync, takesLargeBodies: true);
    }

    private OrthancErrorCode Add(NativePlugin plugin, RestVerb verbs, string expression, RestRouteHandler handler, bool takesLargeBodies = false)
    {
        RestRoute route;
        try
        {
            route = RestRoute.Matching(verbs, expression, handler, takesLargeBodies);
        }
        catch (ArgumentException fault)
        {
            LogBadExpression(plugin.Logger, plugin.Name, expression, fault.Message);
            return OrthancErrorCode.ParameterOutOfRange;
        }

        lock (_lock)
        {
            _all = _all.Add((plugin, route));
            _routes = [.. _all.Select(static entry => entry.Route)];
        }

        return OrthancErrorCode.Success;
    }

    [LoggerMessage(5054, LogLevel.Error, "Plugin {Plugin} registers REST callbacks for '{Expression}', which is no regular expression: {Reason}")]
    private static partial void LogBadExpression(ILogger logger, string plugin, string expression, string reason);
}
