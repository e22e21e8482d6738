using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Belfry.Server.Composition;

/// <summary>
/// Connections of HTTP that one address may have at once: those beyond are closed unheard, so that one client does not take what there is for all, which the
/// HTTP server limits itself.
/// </summary>
internal sealed partial class HttpConnectionLimit(int most, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private readonly HashSet<IPAddress> _told = [];

    /// <summary>Put before whatever reads from a connection.</summary>
    public ConnectionDelegate Before(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address })
        {
            await next(connection);
        }
        else if (TryEnter(address))
        {
            try
            {
                await next(connection);
            }
            finally
            {
                Leave(address);
            }
        }
        else
        {
            connection.Abort(new ConnectionAbortedException("The address has too many connections."));
        }
    };

    private bool TryEnter(IPAddress address)
    {
        lock (_lock)
        {
            var count = _counts.GetValueOrDefault(address);
            if (count < most)
            {
                _counts[address] = count + 1;
                return true;
            }

            if (!_told.Add(address))
                return false;
        }

        LogFull(logger, address, most);
        return false;
    }

    // Told again when it had none and has too many once more.
    private void Leave(IPAddress address)
    {
        lock (_lock)
        {
            if (--_counts[address] > 0)
                return;
            _counts.Remove(address);
            _told.Remove(address);
        }
    }

    [LoggerMessage(5080, LogLevel.Warning, "HTTP: {Address} has {Count} connections; further ones are closed (\"MaximumHttpConnectionsPerAddress\")")]
    private static partial void LogFull(ILogger logger, IPAddress address, int count);
}
