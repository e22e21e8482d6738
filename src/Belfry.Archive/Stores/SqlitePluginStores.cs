using System.Runtime.CompilerServices;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What plugins keep, in an SQLite index.</summary>
internal sealed class SqlitePluginStores(WriterLane lane, ReaderPool readers) : IPluginStores
{
    private const int Portion = 64;

    public async ValueTask PutAsync(string store, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);
        var bytes = Copy(value);
        await lane.DoAsync(writer => writer.PutValue(store, key, bytes), bytes.Length, cancellation);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(string store, string key, CancellationToken cancellation = default)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare("SELECT value FROM plugin_values WHERE store = ? AND key = ?").Bind(1, store).Bind(2, key);
        try
        {
            return statement.Step() ? statement.GetBytes(0).ToArray() : default(ReadOnlyMemory<byte>?);
        }
        finally
        {
            statement.Reset();
        }
    }

    public ValueTask<bool> RemoveAsync(string store, string key, CancellationToken cancellation = default) =>
        lane.DoAsync(writer => writer.RemoveValue(store, key), 0, cancellation);

    public async IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListAsync(
        string store, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        string? last = null;
        while (true)
        {
            var portion = await ReadAsync(store, last, cancellation);
            foreach (var pair in portion)
                yield return pair;
            if (portion.Count < Portion)
                yield break;
            last = portion[^1].Key;
        }
    }

    public async ValueTask EnqueueAsync(string queue, ReadOnlyMemory<byte> value, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var bytes = Copy(value);
        await lane.DoAsync(writer => writer.Enqueue(queue, bytes), bytes.Length, cancellation);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> DequeueAsync(string queue, QueueEnd end, CancellationToken cancellation = default) =>
        await lane.DoAsync(writer => writer.Dequeue(queue, end), 0, cancellation) is { } value ? value : default(ReadOnlyMemory<byte>?);

    public async ValueTask<long> CountAsync(string queue, CancellationToken cancellation = default)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare("SELECT count(*) FROM plugin_queues WHERE queue = ?").Bind(1, queue);
        try
        {
            return statement.Step() ? statement.GetInt64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    public ValueTask<ReservedValue?> ReserveAsync(string queue, QueueEnd end, TimeSpan time, CancellationToken cancellation = default) =>
        lane.DoAsync(writer => writer.Reserve(queue, end, time), 0, cancellation);

    public ValueTask<bool> AcknowledgeAsync(string queue, long id, CancellationToken cancellation = default) =>
        lane.DoAsync(writer => writer.Acknowledge(queue, id), 0, cancellation);

    private async ValueTask<List<KeyValuePair<string, ReadOnlyMemory<byte>>>> ReadAsync(string store, string? after, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare("SELECT key, value FROM plugin_values WHERE store = ?1 AND (?2 IS NULL OR key > ?2) ORDER BY key LIMIT ?3")
            .Bind(1, store).Bind(2, after).Bind(3, Portion);
        var portion = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        try
        {
            while (statement.Step())
                portion.Add(KeyValuePair.Create(statement.GetText(0) ?? "", (ReadOnlyMemory<byte>)statement.GetBytes(1).ToArray()));
        }
        finally
        {
            statement.Reset();
        }

        return portion;
    }

    // It is written later, and the caller may change what it gave.
    private static byte[] Copy(ReadOnlyMemory<byte> value) => value.Length <= IPluginStores.MaxValueLength
        ? value.ToArray()
        : throw new ArgumentException($"The value is longer than {IPluginStores.MaxValueLength} bytes.", nameof(value));
}
