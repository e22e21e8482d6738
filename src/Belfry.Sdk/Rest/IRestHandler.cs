namespace Belfry.Sdk;

/// <summary>
/// Serves addresses over HTTP. Routes of plugins go before the server's own, in the order of the plugins and their lists; a request of a user is let
/// in or refused before any route sees it.
/// </summary>
public interface IRestHandler
{
    /// <summary>The routes. Asked for at each request, from any thread: it returns at once, and mostly the same list.</summary>
    IReadOnlyList<RestRoute> Routes { get; }
}
