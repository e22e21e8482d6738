namespace Belfry.Sdk;

/// <summary>
/// Values by keys, and queues of values, kept in the database of the archive's index: what is written is durable when the call completes, and outlives
/// restarts. Names of stores and queues are shared by all plugins: begin them with the plugin's own. Thread-safe.
/// </summary>
public interface IPluginStores
{
    /// <summary>Longest value, in bytes: the database holds values whole.</summary>
    const int MaxValueLength = 16 * 1024 * 1024;

    /// <summary>Puts a value under a key; one that is there is replaced.</summary>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaxValueLength"/>.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask PutAsync(string store, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation = default);

    /// <summary>The value of a key; null for none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(string store, string key, CancellationToken cancellation = default);

    /// <summary>Removes a key; false when it was not there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask<bool> RemoveAsync(string store, string key, CancellationToken cancellation = default);

    /// <summary>All keys and values of a store, by key in ordinal order of UTF-8, read in portions: what changes meanwhile may show or not.</summary>
    IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListAsync(string store, CancellationToken cancellation = default);

    /// <summary>Puts a value at the back of a queue.</summary>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaxValueLength"/>.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask EnqueueAsync(string queue, ReadOnlyMemory<byte> value, CancellationToken cancellation = default);

    /// <summary>Takes a value from an end of a queue: it is gone. Null when there is none that is not reserved.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask<ReadOnlyMemory<byte>?> DequeueAsync(string queue, QueueEnd end, CancellationToken cancellation = default);

    /// <summary>How many values a queue holds, reserved ones included.</summary>
    ValueTask<long> CountAsync(string queue, CancellationToken cancellation = default);

    /// <summary>
    /// Takes a value from an end of a queue for a time: nobody else gets it meanwhile. One that is not acknowledged by then is there again, at its place.
    /// </summary>
    /// <returns>Null when there is none that is not reserved.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask<ReservedValue?> ReserveAsync(string queue, QueueEnd end, TimeSpan time, CancellationToken cancellation = default);

    /// <summary>Takes a reserved value away for good; false when it is there no more.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    ValueTask<bool> AcknowledgeAsync(string queue, long id, CancellationToken cancellation = default);
}
