namespace Belfry.Archive;

/// <summary>The records of jobs of an SQLite index.</summary>
internal sealed class SqliteJobRecords(ReaderPool readers) : IJobRecords
{
    public async ValueTask<IReadOnlyList<JobRecord>> ListAsync(string kind, string? text, long? before, int limit, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return JobRecordTable.List(lease.Database, kind, text, before ?? long.MaxValue, limit);
    }
}
