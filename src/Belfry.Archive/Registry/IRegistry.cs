namespace Belfry.Archive;

/// <summary>Small texts that are kept in the database of the index, by kind and name. What changes them completes when it is durable. Thread-safe.</summary>
public interface IRegistry
{
    /// <summary>All of a kind, the oldest first.</summary>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListAsync(RegistryKind kind, CancellationToken cancellation);

    /// <summary>The text of a name; null for none.</summary>
    ValueTask<string?> FindAsync(RegistryKind kind, string name, CancellationToken cancellation);

    /// <summary>Keeps a text under a name, new or not; what was there is replaced and keeps its age.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The text.</param>
    /// <param name="most">How many of the kind are kept: the oldest make way. Null for all.</param>
    /// <param name="cancellation">Ends the wait for a turn.</param>
    ValueTask PutAsync(RegistryKind kind, string name, string value, int? most, CancellationToken cancellation);

    /// <summary>Changes the text of a name.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="change">Gives the new text, null for no change; must be quick. Called on the thread that writes.</param>
    /// <param name="cancellation">Ends the wait for a turn.</param>
    /// <returns>False when there is nothing of the name.</returns>
    ValueTask<bool> ChangeAsync(RegistryKind kind, string name, Func<string, string?> change, CancellationToken cancellation);

    /// <summary>Forgets a name.</summary>
    /// <returns>False when there is nothing of the name.</returns>
    ValueTask<bool> DeleteAsync(RegistryKind kind, string name, CancellationToken cancellation);
}
