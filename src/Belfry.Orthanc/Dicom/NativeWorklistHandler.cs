using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The worklist callback of a plugin as a handler of the SDK. The callback runs on its plugin's lane, one at a time; what it adds is
/// gathered until it returns, and dropped when it returns an error, as in the reference host.
/// </summary>
internal sealed partial class NativeWorklistHandler(PluginHost host, FindRegistration registration) : IWorklistHandler, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => registration.Plugin.Name;

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(
        WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var call = new WorklistCall(host, request);
        var code = 0;
        try
        {
            await registration.Plugin.Lane.RunAsync(() => code = call.Run(registration), cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(registration.Plugin.Logger, thrown, registration.Plugin.Name);
            throw new DimseStatusException(NativeStatus.UnableToProcess, "The worklist plugin failed", innerException: thrown);
        }

        if (code != 0)
        {
            var reason = ErrorCodes.Describe(code);
            LogFailed(registration.Plugin.Logger, registration.Plugin.Name, reason, call.Answers.Count);
            throw new DimseStatusException(NativeStatus.UnableToProcess, $"The worklist plugin returned {reason}");
        }

        foreach (var answer in call.Answers)
            yield return WithoutInstance(answer);
    }

    // A worklist item is no stored instance: the reference host never answers the UID that the item's file happens to have.
    private static DicomDataSet WithoutInstance(DicomDataSet answer)
    {
        if (!answer.Contains(Tags.SOPInstanceUID))
            return answer;
        var reduced = answer.Clone();
        reduced.Remove(Tags.SOPInstanceUID);
        return reduced;
    }

    [LoggerMessage(5030, LogLevel.Error, "The worklist callback of {Plugin} returned {Code}; {Answers} answers are dropped")]
    private static partial void LogFailed(ILogger logger, string plugin, string code, int answers);

    [LoggerMessage(5031, LogLevel.Error, "The worklist callback of {Plugin} let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);
}
