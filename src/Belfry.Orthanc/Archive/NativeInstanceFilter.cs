using Belfry.Dicom;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Archive;

/// <summary>
/// The filters of one plugin: those of every instance (1014), then, for what comes by C-STORE, those that may choose the status (1017). They run
/// beside other callbacks, as many at once as REST callbacks do. One that fails refuses the instance.
/// </summary>
internal sealed partial class NativeInstanceFilter(NativePlugin plugin) : IInstanceFilter, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => plugin.Name;

    private const ushort CannotUnderstand = 0xC000;

    /// <inheritdoc/>
    public async ValueTask<InstanceVerdict> FilterAsync(IncomingInstance instance, CancellationToken cancellation)
    {
        var callbacks = plugin.InstanceCallbacks;
        var isStore = instance.Origin.Kind == InstanceOriginKind.DicomProtocol;
        if (callbacks.Filters.IsEmpty && (callbacks.StoreFilters.IsEmpty || !isStore))
            return InstanceVerdict.Accept;
        var source = instance.Source ?? throw new InvalidOperationException("There is nothing but the header.");
        var verdict = InstanceVerdict.Accept;
        try
        {
            await plugin.RestLanes.RunAsync(() => verdict = Ask(source, instance.Origin, isStore), isLocked: false, cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(plugin.Logger, thrown, plugin.Name);
            throw new DimseStatusException(new DimseStatus(CannotUnderstand), "A plugin that filters instances failed", innerException: thrown);
        }

        return verdict;
    }

    private InstanceVerdict Ask(InstanceSource source, InstanceOrigin origin, bool isStore)
    {
        using var lent = NativeInstance.Lend(source, origin);
        var handle = plugin.Host.Handles.Add(lent);
        try
        {
            foreach (var filter in plugin.InstanceCallbacks.Filters)
            {
                if (!Check(plugin.Host.Guard.CallForCode(filter, handle)))
                    return InstanceVerdict.Discard;
            }

            return isStore ? AskAboutStatus(handle) : InstanceVerdict.Accept;
        }
        finally
        {
            plugin.Host.Handles.Remove(handle);
        }
    }

    // A refusal with the status of success, which is there at first, drops the instance as 1014 does.
    private unsafe InstanceVerdict AskAboutStatus(nint handle)
    {
        foreach (var filter in plugin.InstanceCallbacks.StoreFilters)
        {
            ushort status = 0;
            if (Check(plugin.Host.Guard.CallForCode(filter, (nint)(&status), handle)))
                continue;
            return status == 0 ? InstanceVerdict.Discard : throw new DimseStatusException(new DimseStatus(status), "A plugin refuses the instance");
        }

        return InstanceVerdict.Accept;
    }

    private bool Check(int answer)
    {
        if (answer is 0 or 1)
            return answer == 1;
        LogGarbage(plugin.Logger, plugin.Name, answer);
        throw new DimseStatusException(new DimseStatus(CannotUnderstand), "A plugin that filters instances failed");
    }

    [LoggerMessage(5068, LogLevel.Error, "The instance filter of {Plugin} let a C++ exception out; the instance is refused")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5069, LogLevel.Error, "The instance filter of {Plugin} answered {Answer}, neither 0 nor 1; the instance is refused")]
    private static partial void LogGarbage(ILogger logger, string plugin, int answer);
}
