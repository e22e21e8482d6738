using System.Text.Json;

namespace Belfry.Web;

/// <summary>The known peers. Thread-safe. What is changed is in force when the call returns, and durable where peers are kept in the index.</summary>
public interface IPeerEditor
{
    /// <summary>Those that are known now, by name.</summary>
    IReadOnlyList<RemotePeer> Peers { get; }

    /// <summary>Makes a peer known, or replaces the one of its name.</summary>
    /// <param name="name">Its symbolic name.</param>
    /// <param name="body">An array or an object, in any form that a configuration takes.</param>
    /// <param name="cancellation">Gives up before anything is changed.</param>
    /// <exception cref="RestException">It is no peer.</exception>
    ValueTask PutAsync(string name, JsonElement body, CancellationToken cancellation);

    /// <summary>Forgets a peer.</summary>
    /// <returns>False when there is none of the name.</returns>
    ValueTask<bool> DeleteAsync(string name, CancellationToken cancellation);
}
