namespace Belfry.Archive;

/// <content>What another index has that no file holds.</content>
public sealed partial class SqliteIndex
{
    /// <summary>
    /// Takes over from another index, such as one that was moved aside, what no file holds: labels, metadata and attachments of resources that are here, protected patients,
    /// modalities, peers, commitment reports, exports, records of jobs, and what plugins keep. Of a damaged one what can be read. What is here already stays.
    /// </summary>
    /// <param name="path">The file of the other index; nobody else has it open.</param>
    /// <param name="cancellation">Ends it between two parts.</param>
    /// <exception cref="IOException">This index cannot be written.</exception>
    public async ValueTask<TakeOverResult> TakeOverAsync(string path, CancellationToken cancellation)
    {
        List<(string, int)> counts = [];
        List<string> problems = [];
        SqliteDatabase other;
        try
        {
            other = SqliteDatabase.Open(path, isReadOnly: false);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or InvalidOperationException)
        {
            return new TakeOverResult([], [fault.Message]);
        }

        using (other)
        {
            foreach (var kind in KeptRows.All)
            {
                var count = 0;
                foreach (var part in kind.ReadParts(other, problems.Add))
                    count += await _lane.DoAsync(writer => writer.TakeOver(kind, part), 0, cancellation);
                if (count > 0)
                    counts.Add((kind.Name, count));
            }

            foreach (var part in KeptRows.ProtectedPatients.ReadParts(other, problems.Add))
                await _lane.DoAsync(writer => writer.Protect(part), 0, cancellation);
        }

        await _lane.DoAsync(static writer => writer.DropOrphans(), 0, cancellation);
        return new TakeOverResult(counts, problems);
    }
}
