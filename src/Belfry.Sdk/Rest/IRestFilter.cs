namespace Belfry.Sdk;

/// <summary>Looks at requests of HTTP that the server's own rules let in, before any route sees them. Calls from within the server are not asked about.</summary>
public interface IRestFilter
{
    /// <summary>True when there is something to be asked; false saves the asking.</summary>
    bool IsActive => true;

    /// <summary>
    /// Decides about a request; the first filter that says no decides, and the answer is 403. The body must not be read. An exception refuses too.
    /// </summary>
    /// <param name="request">The request; it has no groups.</param>
    /// <param name="cancellation">Cancelled when the client goes away.</param>
    ValueTask<bool> AllowsAsync(RestRequest request, CancellationToken cancellation);
}
