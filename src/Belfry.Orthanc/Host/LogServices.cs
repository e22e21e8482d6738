using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Host;

/// <summary>Services 1, 2, 3 and 45: the plugin's lines in the server's log.</summary>
internal static unsafe class LogServices
{
    /// <summary>1, 2 and 3.</summary>
    public static OrthancErrorCode Write(NativePlugin plugin, LogLevel level, byte* line)
    {
        if (plugin.Logger.IsEnabled(level))
            plugin.LogLine(level, HostMemory.Required(line));
        return OrthancErrorCode.Success;
    }

    /// <summary>45, which also says where in the plugin's source the line comes from.</summary>
    public static OrthancErrorCode WriteMessage(NativePlugin plugin, OrthancLogMessage* parameters) =>
        Write(plugin, LevelOf(parameters->Level), parameters->Message);

    private static LogLevel LevelOf(OrthancLogLevel level) => level switch
    {
        OrthancLogLevel.Error => LogLevel.Error,
        OrthancLogLevel.Warning => LogLevel.Warning,
        OrthancLogLevel.Info => LogLevel.Information,
        OrthancLogLevel.Trace => LogLevel.Trace,
        _ => throw new ServiceException(OrthancErrorCode.ParameterOutOfRange),
    };
}
