namespace Belfry.Sdk;

/// <summary>
/// Changes instances that come, before filters see them and before they are stored (coercion of attributes, PS3.4 §B.4.1). All coercers of all plugins are
/// asked, in the order of the plugins; each sees what the one before made.
/// </summary>
public interface IInstanceCoercer
{
    /// <summary>
    /// Decides what an instance that has come whole becomes. The peer waits for the answer. Throwing <see cref="DimseStatusException"/> refuses with that
    /// status; any other exception refuses with C000H. Called on many threads at once.
    /// </summary>
    /// <param name="instance">Its header, up to Pixel Data, all of it as <see cref="IncomingInstance.Source"/>, and where it comes from.</param>
    /// <param name="cancellation">Cancelled when the association ends and when the server stops.</param>
    ValueTask<InstanceCoercion> CoerceAsync(IncomingInstance instance, CancellationToken cancellation);
}
