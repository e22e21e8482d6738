using Belfry.Orthanc.Abi;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Loading;

internal sealed unsafe partial class NativePlugin
{
    // What it complained of last while it initialised: the reason, when it fails.
    private volatile string? _lastError;

    /// <summary>
    /// A line of the plugin itself. Information becomes trace: plugins write whole queries and answers at that level, which the
    /// server of reference does not show unless told to, and patient data stays below debug here.
    /// </summary>
    public void LogLine(LogLevel level, string line)
    {
        switch (level)
        {
            case LogLevel.Error:
                if (!IsInitialized)
                    _lastError = line;
                LogError(Logger, Name, line);
                break;
            case LogLevel.Warning:
                LogWarning(Logger, Name, line);
                break;
            default:
                LogTrace(Logger, Name, line);
                break;
        }
    }

    /// <summary>A service that ended in an error code. A fault of the host itself shows its stack.</summary>
    public void LogServiceFailure(int service, OrthancErrorCode code, Exception failure)
    {
        if (code == OrthancErrorCode.InternalError)
            LogServiceFault(Logger, failure, Name, service);
        else
            LogServiceRefused(Logger, Name, service, code);
    }

    [LoggerMessage(5011, LogLevel.Warning, "{Plugin}: {Line}")]
    private static partial void LogWarning(ILogger logger, string plugin, string line);

    [LoggerMessage(5012, LogLevel.Error, "{Plugin}: {Line}")]
    private static partial void LogError(ILogger logger, string plugin, string line);

    [LoggerMessage(5013, LogLevel.Trace, "{Plugin}: {Line}")]
    private static partial void LogTrace(ILogger logger, string plugin, string line);

    [LoggerMessage(5020, LogLevel.Debug, "Plugin {Plugin}: service {Service} ended with {Code}")]
    private static partial void LogServiceRefused(ILogger logger, string plugin, int service, OrthancErrorCode code);

    [LoggerMessage(5021, LogLevel.Error, "Plugin {Plugin}: service {Service} failed in the server")]
    private static partial void LogServiceFault(ILogger logger, Exception failure, string plugin, int service);

    [LoggerMessage(5022, LogLevel.Information, "Plugin {Plugin} asked for service {Service}, which is not in the plugin interface {Version}")]
    private static partial void LogUnknown(ILogger logger, string plugin, int service, string version);

    [LoggerMessage(5023, LogLevel.Warning, "Plugin {Plugin} registers {Area}, which this server does not serve yet: {Consequence}")]
    private static partial void LogUnservedRegistration(ILogger logger, string plugin, string area, string consequence);

    [LoggerMessage(5024, LogLevel.Information, "Plugin {Plugin} asked for service {Service} ({Name}): {Area}, which this server does not serve yet")]
    private static partial void LogUnserved(ILogger logger, string plugin, int service, OrthancService name, string area);
}
