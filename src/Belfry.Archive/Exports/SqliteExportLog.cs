using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The exports of an SQLite index.</summary>
internal sealed class SqliteExportLog(WriterLane lane, ReaderPool readers) : IExportLog
{
    private const string Columns = "seq, happened, modality, level, resource, patient, study, series, instance";

    public ValueTask<IReadOnlyList<ArchiveExport>> ListAsync(long since, int limit, CancellationToken cancellation) =>
        ReadAsync($"SELECT {Columns} FROM exports WHERE seq > ? ORDER BY seq LIMIT ?", since, limit, cancellation);

    public async ValueTask<ArchiveExport?> FindLastAsync(CancellationToken cancellation) =>
        (await ReadAsync($"SELECT {Columns} FROM exports WHERE seq > ? ORDER BY seq DESC LIMIT ?", 0, 1, cancellation)) is [var last] ? last : null;

    public async ValueTask AddAsync(IReadOnlyList<ArchiveExport> exports, CancellationToken cancellation) =>
        await lane.DoAsync(writer => writer.AddExports(exports), 0, cancellation);

    public async ValueTask ClearAsync(CancellationToken cancellation) => await lane.DoAsync(static writer => writer.ClearExports(), 0, cancellation);

    private async ValueTask<IReadOnlyList<ArchiveExport>> ReadAsync(string sql, long since, int limit, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var row = lease.Database.Prepare(sql).Bind(1, since).Bind(2, (long)limit);
        List<ArchiveExport> found = [];
        try
        {
            while (row.Step())
            {
                var level = (QueryRetrieveLevel)row.GetInt32(3);
                found.Add(new ArchiveExport(
                    row.GetInt64(0),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                    row.GetText(2) ?? "",
                    level,
                    ArchiveId.FromBytes(row.GetBytes(4)),
                    [.. Enumerable.Range(5, (int)level + 1).Select(column => row.GetText(column) ?? "")]));
            }
        }
        finally
        {
            row.Reset();
        }

        return found;
    }
}
