using System.Net;
using Microsoft.Extensions.Logging;

namespace Belfry.Web;

/// <summary>
/// Logs passwords that were wrong: the first at once, and who tries many fills no disk. What was typed is not logged, unless it is a user's name: people type
/// their password there. Thread-safe.
/// </summary>
/// <param name="users">Who is known.</param>
/// <param name="logger">Where it logs.</param>
/// <param name="clock">The clock.</param>
internal sealed partial class LoginFailures(IReadOnlyDictionary<string, HttpUser> users, ILogger logger, TimeProvider clock)
{
    // Six lines a minute show an attack as well as a thousand do.
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _told;
    private long _untold;

    /// <summary>A password was wrong.</summary>
    public void Add(string name, IPAddress? address)
    {
        long untold;
        lock (_lock)
        {
            if (_told != 0 && clock.GetElapsedTime(_told) < _interval)
            {
                _untold++;
                return;
            }

            _told = clock.GetTimestamp();
            untold = _untold;
            _untold = 0;
        }

        var user = users.ContainsKey(name) ? $"user {name}" : "a user that is not known";
        if (untold == 0)
            LogFailed(logger, user, address);
        else
            LogMore(logger, user, address, untold);
    }

    [LoggerMessage(6001, LogLevel.Warning, "HTTP login of {User} from {Address} failed")]
    private static partial void LogFailed(ILogger logger, string user, IPAddress? address);

    [LoggerMessage(6002, LogLevel.Warning, "HTTP login of {User} from {Address} failed, and {Untold} more since the last such line")]
    private static partial void LogMore(ILogger logger, string user, IPAddress? address, long untold);
}
