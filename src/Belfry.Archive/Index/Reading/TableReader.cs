using System.Runtime.CompilerServices;

namespace Belfry.Archive;

/// <summary>Reads what is asked about whole tables: how much there is, all files, what is not durable.</summary>
internal sealed class TableReader(ReaderPool readers, FileRow files)
{
    private const int Portion = 512;

    // Files that are not durable are small, yet some hundred times a row.
    private const int UnsyncedPortion = 16;

    public async ValueTask<ArchiveStatistics> MeasureAsync(CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var totals = Totals.Load(lease.Database);
        return new ArchiveStatistics(totals.Patients, totals.Studies, totals.Series, totals.Instances, totals.Length, totals.StoredLength);
    }

    /// <summary>By how much the rows come to more than the totals say, in one moment.</summary>
    public async ValueTask<Totals> CountErrorAsync(CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        lease.Database.Execute("BEGIN");
        try
        {
            return Totals.Load(lease.Database).Difference(Totals.Count(lease.Database));
        }
        finally
        {
            lease.Database.Execute("COMMIT");
        }
    }

    public async ValueTask<long> LastUnsyncedAsync(CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return Totals.Load(lease.Database).LastUnsynced;
    }

    public ValueTask<bool> ContainsFileAsync(Guid fileId, CancellationToken cancellation) =>
        ExistsAsync("SELECT 1 FROM instances WHERE file = ?", fileId, cancellation);

    public ValueTask<bool> IsUnneededAsync(Guid fileId, CancellationToken cancellation) =>
        ExistsAsync("SELECT 1 FROM unneeded WHERE file = ?", fileId, cancellation);

    public async IAsyncEnumerable<StoredFile> ListFilesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] last = [];
        while (true)
        {
            List<StoredFile> portion = [];
            using (var lease = await readers.RentAsync(cancellation))
            {
                var statement = lease.Database.Prepare($"SELECT {FileRow.Columns} FROM instances i WHERE i.file > ? ORDER BY i.file LIMIT {Portion}").Bind(1, last);
                try
                {
                    while (statement.Step())
                        portion.Add(files.Read(lease.Database, statement));
                }
                finally
                {
                    statement.Reset();
                }
            }

            foreach (var file in portion)
                yield return file;
            if (portion.Count < Portion)
                yield break;
            last = portion[^1].FileId.ToByteArray(bigEndian: true);
        }
    }

    public async IAsyncEnumerable<UnsyncedFile> ListUnsyncedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = long.MinValue;
        while (true)
        {
            List<UnsyncedFile> portion = [];
            using (var lease = await readers.RentAsync(cancellation))
            {
                var statement = lease.Database.Prepare($"SELECT id, file, bytes FROM unsynced WHERE id > ? ORDER BY id LIMIT {UnsyncedPortion}").Bind(1, last);
                try
                {
                    while (statement.Step())
                    {
                        last = statement.GetInt64(0);
                        portion.Add(new UnsyncedFile(new Guid(statement.GetBytes(1), bigEndian: true), statement.GetBytes(2).ToArray()));
                    }
                }
                finally
                {
                    statement.Reset();
                }
            }

            foreach (var file in portion)
                yield return file;
            if (portion.Count < UnsyncedPortion)
                yield break;
        }
    }

    public async IAsyncEnumerable<Guid> ListUnneededAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] last = [];
        while (true)
        {
            List<Guid> portion = [];
            using (var lease = await readers.RentAsync(cancellation))
            {
                var statement = lease.Database.Prepare($"SELECT file FROM unneeded WHERE file > ? ORDER BY file LIMIT {Portion}").Bind(1, last);
                try
                {
                    while (statement.Step())
                        portion.Add(new Guid(statement.GetBytes(0), bigEndian: true));
                }
                finally
                {
                    statement.Reset();
                }
            }

            foreach (var file in portion)
                yield return file;
            if (portion.Count < Portion)
                yield break;
            last = portion[^1].ToByteArray(bigEndian: true);
        }
    }

    private async ValueTask<bool> ExistsAsync(string sql, Guid fileId, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var statement = lease.Database.Prepare(sql).Bind(1, fileId.ToByteArray(bigEndian: true));
        try
        {
            return statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }
}
