using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Isolation;

internal sealed partial class ChildSupervisor
{
    [LoggerMessage(5060, LogLevel.Information, "Plugin {Plugin} {Version} has a process of its own, {Process}")]
    private static partial void LogRuns(ILogger logger, string plugin, string version, int process);

    [LoggerMessage(5061, LogLevel.Error, "The process {Process} of plugin {Plugin} is over: {Why}. In it ran: {Calls}")]
    private static partial void LogEnded(ILogger logger, string plugin, int process, string why, string calls);

    [LoggerMessage(5062, LogLevel.Information, "Plugin {Plugin} runs again, in process {Process}, after {Milliseconds} ms")]
    private static partial void LogRunsAgain(ILogger logger, string plugin, int process, int milliseconds);

    [LoggerMessage(5063, LogLevel.Error, "Plugin {Plugin} cannot be started again: {Problem} The next try is in {Seconds} s")]
    private static partial void LogNotStarted(ILogger logger, string plugin, string problem, string seconds);

    [LoggerMessage(5064, LogLevel.Error, "Plugin {Plugin} came back as {Name} with other callbacks: {Callbacks}. Those that it no longer has fail")]
    private static partial void LogDiffers(ILogger logger, string plugin, string name, string callbacks);

    [LoggerMessage(5065, LogLevel.Error, "Plugin {Plugin} was not finalised: {Reason}")]
    private static partial void LogNotFinalised(ILogger logger, string plugin, string reason);
}
