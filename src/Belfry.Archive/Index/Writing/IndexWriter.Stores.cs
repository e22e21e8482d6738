using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>What plugins keep.</content>
internal sealed partial class IndexWriter
{
    /// <summary>Puts a value under a key.</summary>
    /// <returns>True.</returns>
    public bool PutValue(string store, string key, ReadOnlySpan<byte> value)
    {
        _database.Prepare("INSERT INTO plugin_values (store, key, value) VALUES (?, ?, ?) ON CONFLICT (store, key) DO UPDATE SET value = excluded.value")
            .Bind(1, store).Bind(2, key).Bind(3, value).Run();
        return true;
    }

    /// <summary>Removes a key.</summary>
    /// <returns>False when it was not there.</returns>
    public bool RemoveValue(string store, string key)
    {
        _database.Prepare("DELETE FROM plugin_values WHERE store = ? AND key = ?").Bind(1, store).Bind(2, key).Run();
        return _database.QueryNumber("SELECT changes()") != 0;
    }

    /// <summary>Puts a value at the back of a queue.</summary>
    /// <returns>True.</returns>
    public bool Enqueue(string queue, ReadOnlySpan<byte> value)
    {
        _database.Prepare("INSERT INTO plugin_queues (queue, value) VALUES (?, ?)").Bind(1, queue).Bind(2, value).Run();
        return true;
    }

    /// <summary>Takes a value from an end of a queue.</summary>
    public byte[]? Dequeue(string queue, QueueEnd end)
    {
        if (FindQueued(queue, end) is not { } found)
            return null;
        _database.Prepare("DELETE FROM plugin_queues WHERE id = ?").Bind(1, found.Id).Run();
        return found.Value;
    }

    /// <summary>Takes a value from an end of a queue for a time.</summary>
    public ReservedValue? Reserve(string queue, QueueEnd end, TimeSpan time)
    {
        if (FindQueued(queue, end) is not { } found)
            return null;
        _database.Prepare("UPDATE plugin_queues SET reserved_until = ? WHERE id = ?")
            .Bind(1, (_options.Clock.GetUtcNow() + time).ToUnixTimeMilliseconds()).Bind(2, found.Id).Run();
        return new ReservedValue(found.Id, found.Value);
    }

    /// <summary>Takes a value away for good.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Acknowledge(string queue, long id)
    {
        _database.Prepare("DELETE FROM plugin_queues WHERE id = ? AND queue = ?").Bind(1, id).Bind(2, queue).Run();
        return _database.QueryNumber("SELECT changes()") != 0;
    }

    private (long Id, byte[] Value)? FindQueued(string queue, QueueEnd end)
    {
        var order = end == QueueEnd.Front ? "ASC" : "DESC";
        var statement = _database.Prepare($"SELECT id, value FROM plugin_queues WHERE queue = ? AND reserved_until <= ? ORDER BY id {order} LIMIT 1")
            .Bind(1, queue).Bind(2, _options.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            return statement.Step() ? (statement.GetInt64(0), statement.GetBytes(1).ToArray()) : null;
        }
        finally
        {
            statement.Reset();
        }
    }
}
