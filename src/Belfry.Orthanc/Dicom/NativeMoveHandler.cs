using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Lanes;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The move callback of a plugin as a handler of the SDK. Each request has a thread for its four functions; as many requests run at once
/// as <see cref="OrthancPluginOptions.ConcurrentMoves"/> says. Each applyMove is a sub-operation, and one that fails does not end the
/// others. The driver is freed once, however the request ends.
/// </summary>
internal sealed partial class NativeMoveHandler(PluginHost host, MoveRegistration registration) : IRetrieveHandler, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => registration.Plugin.Name;

    private NativePlugin Plugin => registration.Plugin;

    /// <summary>Told, at the end of each request, of the work that frees its driver; for those who want to know when that is done.</summary>
    public Action<RetrieveRequest, Task>? Freeing { get; init; }

    /// <inheritdoc/>
    /// <remarks>The plugin is told when there is none.</remarks>
    public bool TakesAnyLevel => true;

    /// <inheritdoc/>
    /// <remarks>What the plugin does with the destination is its own affair.</remarks>
    public bool TakesAnyDestination => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Suboperation> RetrieveAsync(
        RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.MoveDestination is not { } destination)
            throw new DimseStatusException(NativeStatus.UnableToProcess, "A move plugin does not answer C-GET");
        if (!registration.IsComplete)
            throw new DimseStatusException(NativeStatus.UnableToProcess, "The move plugin registered a null function");
        var level = LevelOf(request.Query);
        var call = new MoveCall(host, registration, request, destination);
        var lane = await Plugin.MoveLanes.TakeAsync(cancellation);
        try
        {
            await BeginAsync(call, lane, level, cancellation);
            request.SuboperationCount = (int)Math.Min(call.Size, int.MaxValue);
            var instance = InstanceOf(request.Query, level, call.Size);

            // Its token is not looked at: what applyMove does cannot be interrupted, and what it did is counted.
            ValueTask<SuboperationResult> WorkAsync(CancellationToken token) => ApplyAsync(call, lane);
            for (uint i = 0; i < call.Size; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return Suboperation.Perform(WorkAsync, instance);
            }
        }
        finally
        {
            var freeing = Plugin.MoveLanes.GiveBackAsync(lane, () => End(call));
            Freeing?.Invoke(request, freeing);
        }
    }

    private async Task BeginAsync(MoveCall call, NativeLane lane, OrthancResourceType level, CancellationToken cancellation)
    {
        var hasDriver = false;
        try
        {
            await lane.RunAsync(() => hasDriver = call.Begin(level), cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(Plugin.Logger, thrown, Plugin.Name);
            throw new DimseStatusException(NativeStatus.UnableToProcess, "The move plugin failed", innerException: thrown);
        }

        if (!hasDriver)
        {
            LogRefused(Plugin.Logger, Plugin.Name);
            throw new DimseStatusException(NativeStatus.UnableToProcess, "The move plugin refused the request");
        }
    }

    private async ValueTask<SuboperationResult> ApplyAsync(MoveCall call, NativeLane lane)
    {
        var code = 0;
        try
        {
            await lane.RunAsync(() => code = call.Apply(), CancellationToken.None);
        }
        catch (PluginThrewException thrown)
        {
            LogApplyThrew(Plugin.Logger, thrown, Plugin.Name);
            return SuboperationResult.Failed(NativeStatus.UnableToProcess);
        }

        if (code == 0)
            return SuboperationResult.Completed;
        LogApplyFailed(Plugin.Logger, Plugin.Name, ErrorCodes.Describe(code));
        return SuboperationResult.Failed(NativeStatus.UnableToProcess);
    }

    private void End(MoveCall call)
    {
        try
        {
            call.End();
        }
        catch (PluginThrewException thrown)
        {
            LogFreeThrew(Plugin.Logger, thrown, Plugin.Name);
        }
    }

    private OrthancResourceType LevelOf(RetrieveQuery query)
    {
        if (KeyText.Find(query.Identifier, Tags.QueryRetrieveLevel, host.Options.Matching.DefaultCharacterSet) is not { } text)
            return OrthancResourceType.None;
        if (!QueryRetrieveLevels.TryParse(text, out var level))
            throw new DimseStatusException(NativeStatus.UnableToProcess, "Unknown Query/Retrieve Level");
        return level switch
        {
            QueryRetrieveLevel.Patient => OrthancResourceType.Patient,
            QueryRetrieveLevel.Study => OrthancResourceType.Study,
            QueryRetrieveLevel.Series => OrthancResourceType.Series,
            _ => OrthancResourceType.Instance,
        };
    }

    // Only where one sub-operation is for one instance is it known which one fails.
    private static DicomUid InstanceOf(RetrieveQuery query, OrthancResourceType level, uint size) =>
        level == OrthancResourceType.Instance && size == 1 && query.SopInstanceUids is [var only] ? only : default;

    [LoggerMessage(5034, LogLevel.Error, "The move callback of {Plugin} let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5035, LogLevel.Warning, "The move callback of {Plugin} gave no driver")]
    private static partial void LogRefused(ILogger logger, string plugin);

    [LoggerMessage(5036, LogLevel.Error, "applyMove of {Plugin} let a C++ exception out")]
    private static partial void LogApplyThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5037, LogLevel.Warning, "applyMove of {Plugin} returned {Code}")]
    private static partial void LogApplyFailed(ILogger logger, string plugin, string code);

    [LoggerMessage(5038, LogLevel.Error, "freeMove of {Plugin} let a C++ exception out")]
    private static partial void LogFreeThrew(ILogger logger, Exception failure, string plugin);
}
