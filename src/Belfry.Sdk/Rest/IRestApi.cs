namespace Belfry.Sdk;

/// <summary>
/// The server's REST interface, called from within: the same routes in the same order as over HTTP, without a socket and with all rights.
/// Thread-safe.
/// </summary>
public interface IRestApi
{
    /// <summary>Makes a call. An error of a route is an answer with its status, as over HTTP.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Gives up, as a client that goes away.</param>
    Task<RestAnswer> CallAsync(RestCall call, CancellationToken cancellation = default);
}
