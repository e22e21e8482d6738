using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Rest;

/// <summary>A REST callback of a plugin as a route's handler. What it throws or returns is the answer to its own request.</summary>
/// <param name="plugin">Whose it is.</param>
/// <param name="callback">The function.</param>
/// <param name="isLocked">Whether it runs alone among those of its plugin that say the same.</param>
internal sealed partial class NativeRestCallback(NativePlugin plugin, nint callback, bool isLocked) : ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => plugin.Name;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(RestRequest request, IRestResponse response, CancellationToken cancellation)
    {
        var body = await request.ReadBodyAsync(cancellation);
        await AnswerAsync(plugin, response, isLocked, output => Call(output, request, body), cancellation);
    }

    /// <summary>Runs what answers a request, on a thread of the plugin's, and makes of its code what the client gets.</summary>
    /// <param name="plugin">Whose it is.</param>
    /// <param name="response">The answer.</param>
    /// <param name="isLocked">Whether it runs alone.</param>
    /// <param name="call">Calls the plugin with a handle of the answer; returns its code.</param>
    /// <param name="cancellation">The client has gone: the callback is left running, with an answer that nobody gets.</param>
    /// <exception cref="RestFailureException">The plugin failed or gave no answer.</exception>
    public static async Task AnswerAsync(
        NativePlugin plugin, IRestResponse response, bool isLocked, Func<nint, int> call, CancellationToken cancellation)
    {
        var output = new RestOutput(response, cancellation);
        var handle = plugin.Host.Handles.Add(output);
        var code = 0;
        var wasWhole = false;
        try
        {
            await plugin.RestLanes.RunAsync(() => code = call(handle), isLocked, cancellation);
            if (code == 0 && await output.CompleteAsync())
                return;
            wasWhole = output.IsWhole;
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(plugin.Logger, thrown, plugin.Name);
            if (output.IsWhole)
                return;
            throw HttpErrors.FailureOf((int)OrthancErrorCode.Plugin, "The plugin failed.", thrown);
        }
        catch (ServiceException refused)
        {
            throw HttpErrors.FailureOf((int)refused.Code, refused.Message, refused);
        }
        finally
        {
            plugin.Host.Handles.Remove(handle);
            await output.CloseAsync();
        }

        if (code == 0)
        {
            LogNoAnswer(plugin.Logger, plugin.Name);
            throw HttpErrors.FailureOf((int)OrthancErrorCode.Plugin, "The plugin gave no answer.");
        }

        LogFailed(plugin.Logger, plugin.Name, ErrorCodes.Describe(code));
        if (wasWhole)
            return;
        throw HttpErrors.FailureOf(code, output.ErrorDetails);
    }

    private unsafe int Call(nint output, RestRequest request, byte[] body)
    {
        fixed (byte* bytes = body)
        {
            using var native = new NativeHttpRequest(request, bytes, (uint)body.Length);
            var value = native.Value;
            return plugin.Host.Guard.CallForCode(callback, output, (nint)native.Uri, (nint)(&value));
        }
    }

    [LoggerMessage(5051, LogLevel.Error, "A REST callback of {Plugin} let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5052, LogLevel.Warning, "A REST callback of {Plugin} returned without an answer")]
    private static partial void LogNoAnswer(ILogger logger, string plugin);

    [LoggerMessage(5053, LogLevel.Information, "A REST callback of {Plugin} returned {Code}")]
    private static partial void LogFailed(ILogger logger, string plugin, string code);
}
