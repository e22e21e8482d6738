namespace Belfry.Sdk;

/// <summary>
/// Looks at instances before they are stored. All filters of all plugins are asked, in the order of the plugins; the first that does not
/// accept decides.
/// </summary>
public interface IInstanceFilter
{
    /// <summary>
    /// Decides about an instance that has come whole. The peer waits for the answer. Throwing <see cref="DimseStatusException"/> refuses
    /// with that status; any other exception refuses with C000H.
    /// </summary>
    /// <param name="instance">Its header, up to Pixel Data, and where it comes from.</param>
    /// <param name="cancellation">Cancelled when the association ends and when the server stops.</param>
    ValueTask<InstanceVerdict> FilterAsync(IncomingInstance instance, CancellationToken cancellation);
}
