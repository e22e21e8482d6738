using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The storage commitment callbacks of all plugins as one handler of the SDK: factories are asked in the order of their registration until one
/// takes the transaction. A transaction has a thread for its factory, its lookups and its destructor. Factories of one plugin are called
/// one at a time; as many lookups run at once as <see cref="OrthancPluginOptions.ConcurrentCommitments"/> says.
/// </summary>
internal sealed partial class NativeCommitmentHandler(PluginHost host) : IStorageCommitmentHandler
{
    /// <inheritdoc/>
    public async ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        foreach (var registration in host.Commitments.All)
        {
            if (await BeginAsync(registration, request, cancellation) is { } taken)
                return taken;
        }

        return null;
    }

    private async ValueTask<IStorageCommitment?> BeginAsync(
        CommitmentRegistration registration, CommitmentRequest request, CancellationToken cancellation)
    {
        if (!registration.IsComplete)
            throw Failure("The storage commitment plugin registered a null function");
        var plugin = registration.Plugin;
        var call = new CommitmentCall(host, registration, request);
        var lane = plugin.CommitmentLanes.Open(() => End(plugin, call));
        var isTaken = false;
        try
        {
            var code = 0;
            var factory = await lane.StartAsync(plugin.CommitmentLanes.Begins, () => code = call.Begin(), cancellation);
            await factory.WaitAsync(cancellation);
            if (code != 0)
            {
                LogFailed(plugin.Logger, plugin.Name, ErrorCodes.Describe(code));
                throw Failure("The storage commitment plugin failed");
            }

            if (!call.HasHandler)
            {
                // The next factory of the plugin finds the lane idle.
                await lane.CloseAsync();
                return null;
            }

            isTaken = true;
            return new NativeCommitment(plugin, call, lane);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(plugin.Logger, thrown, plugin.Name);
            throw Failure("The storage commitment plugin failed", thrown);
        }
        finally
        {
            // A factory that a cancel has left may make a handler yet: the lane's last work ends it.
            if (!isTaken)
                _ = lane.CloseAsync();
        }
    }

    private static DimseStatusException Failure(string comment, Exception? cause = null) =>
        new(new DimseStatus((ushort)CommitmentFailureReason.ProcessingFailure), comment, innerException: cause);

    private static void End(NativePlugin plugin, CommitmentCall call)
    {
        try
        {
            call.End();
        }
        catch (PluginThrewException thrown)
        {
            LogDestructorThrew(plugin.Logger, thrown, plugin.Name);
        }
    }

    [LoggerMessage(5040, LogLevel.Error, "The storage commitment factory of {Plugin} returned {Code}")]
    private static partial void LogFailed(ILogger logger, string plugin, string code);

    [LoggerMessage(5041, LogLevel.Error, "The storage commitment factory of {Plugin} let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);

    [LoggerMessage(5042, LogLevel.Error, "A storage commitment destructor of {Plugin} let a C++ exception out")]
    private static partial void LogDestructorThrew(ILogger logger, Exception failure, string plugin);
}
