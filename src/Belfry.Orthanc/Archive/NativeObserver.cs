using System.Collections.Immutable;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Archive;

/// <summary>
/// Tells one plugin what happens in the archive and in the server, on a thread of its own, one thing after the other. Nobody waits for it but the
/// start and the end of the server.
/// </summary>
internal sealed partial class NativeObserver(NativePlugin plugin) : IArchiveObserver, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => plugin.Name;

    /// <inheritdoc/>
    public async ValueTask OnStoredAsync(StoredInstance instance, CancellationToken cancellation)
    {
        if (!plugin.InstanceCallbacks.Stored.IsEmpty)
            await RunAsync(() => TellStored(instance), cancellation);
        if (plugin.InstanceCallbacks.Changes.IsEmpty)
            return;

        // The order of the reference host: what is new from below, then what got something new.
        await ChangeAsync(OrthancChangeType.NewInstance, OrthancResourceType.Instance, instance.Id, cancellation);
        foreach (var resource in instance.NewAbove)
            await ChangeAsync(NewOf(resource.Level), TypeOf(resource.Level), resource.Id, cancellation);
        foreach (var resource in instance.Above)
            await ChangeAsync(OrthancChangeType.NewChildInstance, TypeOf(resource.Level), resource.Id, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask OnStableAsync(ArchiveResource resource, CancellationToken cancellation)
    {
        var change = resource.Level switch
        {
            QueryRetrieveLevel.Patient => OrthancChangeType.StablePatient,
            QueryRetrieveLevel.Study => OrthancChangeType.StableStudy,
            _ => OrthancChangeType.StableSeries,
        };
        await ChangeAsync(change, TypeOf(resource.Level), resource.Id, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask OnDeletedAsync(ArchiveResource resource, CancellationToken cancellation) =>
        await ChangeAsync(OrthancChangeType.Deleted, TypeOf(resource.Level), resource.Id, cancellation);

    /// <inheritdoc/>
    public async ValueTask OnUpdatedAsync(ArchiveResource resource, ResourceUpdate update, CancellationToken cancellation) => await ChangeAsync(
        update == ResourceUpdate.Metadata ? OrthancChangeType.UpdatedMetadata : OrthancChangeType.UpdatedAttachment, TypeOf(resource.Level), resource.Id, cancellation);

    /// <summary>Tells of a change. Faults of the plugin are logged.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="type">What it happened to.</param>
    /// <param name="id">Its identifier; null for none.</param>
    /// <param name="cancellation">Ends the waiting, not the callback.</param>
    public async Task ChangeAsync(OrthancChangeType change, OrthancResourceType type, string? id, CancellationToken cancellation)
    {
        var callbacks = plugin.InstanceCallbacks.Changes;
        if (!callbacks.IsEmpty)
            await RunAsync(() => TellChange(callbacks, change, type, id), cancellation);
    }

    private async Task RunAsync(Action callback, CancellationToken cancellation)
    {
        try
        {
            await plugin.ChangeLane.RunAsync(callback, cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(plugin.Logger, thrown, plugin.Name);
        }
    }

    private unsafe void TellChange(ImmutableArray<nint> callbacks, OrthancChangeType change, OrthancResourceType type, string? id)
    {
        using var texts = new NativeTexts();
        foreach (var callback in callbacks)
        {
            var code = plugin.Host.Guard.CallForCode(callback, (nint)change, (nint)type, id is null ? 0 : (nint)texts.Text(id));
            if (code != 0)
                LogChangeFailed(plugin.Logger, plugin.Name, change, ErrorCodes.Describe(code));
        }
    }

    private unsafe void TellStored(StoredInstance instance)
    {
        using var lent = NativeInstance.Lend(instance.Source, instance.Origin);
        using var texts = new NativeTexts();
        var handle = plugin.Host.Handles.Add(lent);
        try
        {
            foreach (var callback in plugin.InstanceCallbacks.Stored)
            {
                var code = plugin.Host.Guard.CallForCode(callback, handle, (nint)texts.Text(instance.Id));
                if (code != 0)
                    LogStoredFailed(plugin.Logger, plugin.Name, ErrorCodes.Describe(code));
            }
        }
        finally
        {
            plugin.Host.Handles.Remove(handle);
        }
    }

    private static OrthancChangeType NewOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => OrthancChangeType.NewPatient,
        QueryRetrieveLevel.Study => OrthancChangeType.NewStudy,
        _ => OrthancChangeType.NewSeries,
    };

    private static OrthancResourceType TypeOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => OrthancResourceType.Patient,
        QueryRetrieveLevel.Study => OrthancResourceType.Study,
        QueryRetrieveLevel.Series => OrthancResourceType.Series,
        _ => OrthancResourceType.Instance,
    };

    [LoggerMessage(5057, LogLevel.Error, "A callback of {Plugin} about the archive let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5058, LogLevel.Error, "The change callback of {Plugin} returned {Code} for {Change}")]
    private static partial void LogChangeFailed(ILogger logger, string plugin, OrthancChangeType change, string code);

    [LoggerMessage(5059, LogLevel.Error, "The callback for stored instances of {Plugin} returned {Code}")]
    private static partial void LogStoredFailed(ILogger logger, string plugin, string code);
}
