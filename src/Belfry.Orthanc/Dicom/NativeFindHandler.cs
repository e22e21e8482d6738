using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Guard;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The find callback of a plugin as a handler of the SDK. It runs on a lane of its own, one at a time, beside the plugin's other
/// callbacks; what it adds is gathered until it returns, and dropped when it returns an error, as in the reference host.
/// </summary>
internal sealed partial class NativeFindHandler(PluginHost host, FindRegistration registration) : IFindHandler, ICallbackOwner
{
    /// <inheritdoc/>
    public string OwnerName => registration.Plugin.Name;

    /// <inheritdoc/>
    /// <remarks>The level is a key like any other: plugins read it, or not.</remarks>
    public bool TakesAnyLevel => true;

    /// <inheritdoc/>
    public bool AnswersAreComplete => host.Options.FindAnswers == NativeFindAnswers.AsGiven;

    /// <inheritdoc/>
    public async IAsyncEnumerable<DicomDataSet> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var call = new FindCall(host, request);
        var code = 0;
        try
        {
            await registration.Plugin.FindLane.RunAsync(() => code = call.Run(registration), cancellation);
        }
        catch (PluginThrewException thrown)
        {
            LogThrew(registration.Plugin.Logger, thrown, registration.Plugin.Name);
            throw new DimseStatusException(NativeStatus.UnableToProcess, "The find plugin failed", innerException: thrown);
        }

        if (code != 0)
        {
            var reason = ErrorCodes.Describe(code);
            LogFailed(registration.Plugin.Logger, registration.Plugin.Name, reason, call.Answers.Count);
            throw new DimseStatusException(NativeStatus.UnableToProcess, $"The find plugin returned {reason}");
        }

        foreach (var answer in call.Answers)
            yield return answer;
    }

    [LoggerMessage(5032, LogLevel.Error, "The find callback of {Plugin} returned {Code}; {Answers} answers are dropped")]
    private static partial void LogFailed(ILogger logger, string plugin, string code, int answers);

    [LoggerMessage(5033, LogLevel.Error, "The find callback of {Plugin} let a C++ exception out")]
    private static partial void LogThrew(ILogger logger, Exception failure, string plugin);
}
