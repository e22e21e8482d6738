namespace Belfry.Archive;

/// <summary>The registry of an SQLite index.</summary>
internal sealed class SqliteRegistry(WriterLane lane, ReaderPool readers) : IRegistry
{
    public async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListAsync(RegistryKind kind, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare("SELECT name, value FROM registry WHERE kind = ? ORDER BY seq").Bind(1, (long)kind);
        List<KeyValuePair<string, string>> all = [];
        try
        {
            while (statement.Step())
                all.Add(KeyValuePair.Create(statement.GetText(0) ?? "", statement.GetText(1) ?? ""));
        }
        finally
        {
            statement.Reset();
        }

        return all;
    }

    public async ValueTask<string?> FindAsync(RegistryKind kind, string name, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return IndexWriter.ReadRegistry(lease.Database, kind, name);
    }

    public async ValueTask PutAsync(RegistryKind kind, string name, string value, int? most, CancellationToken cancellation) =>
        await lane.DoAsync(writer => writer.PutRegistry(kind, name, value, most), value.Length, cancellation);

    public ValueTask<bool> ChangeAsync(RegistryKind kind, string name, Func<string, string?> change, CancellationToken cancellation) =>
        lane.DoAsync(writer => writer.ChangeRegistry(kind, name, change), 0, cancellation);

    public ValueTask<bool> DeleteAsync(RegistryKind kind, string name, CancellationToken cancellation) =>
        lane.DoAsync(writer => writer.DeleteRegistry(kind, name), 0, cancellation);
}
