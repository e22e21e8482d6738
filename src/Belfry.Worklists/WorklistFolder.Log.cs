using Microsoft.Extensions.Logging;

namespace Belfry.Worklists;

// Event IDs 3900–3949.
internal sealed partial class WorklistFolder
{
    [LoggerMessage(3900, LogLevel.Debug, "Worklist folder read; items: {Items}, unreadable files: {Unreadable}, files read anew: {Changes}")]
    private static partial void LogRead(ILogger logger, int items, int unreadable, int changes);

    [LoggerMessage(3901, LogLevel.Warning, "Worklist file {Name} is left out until it changes: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string name, string reason);

    [LoggerMessage(3902, LogLevel.Warning, "Worklist folder cannot be read: {Reason}")]
    private static partial void LogFolderUnreadable(ILogger logger, string reason);

    [LoggerMessage(3903, LogLevel.Warning, "Worklist folder is not watched, it is compared from time to time instead: {Reason}")]
    private static partial void LogNotWatched(ILogger logger, string reason);
}
