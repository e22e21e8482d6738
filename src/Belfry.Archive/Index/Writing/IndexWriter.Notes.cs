using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>What the index knows of itself.</content>
internal sealed partial class IndexWriter
{
    private const string UseNote = "in-use";
    private const string MissingNote = "misses-files";
    private const string AttributesNote = "attributes";
    private const string OpenNote = "open";

    // What the note of missing files says: why.
    private const string LostIndex = "1";
    private const string LostLog = "log";

    private readonly AttributeSignature _signature;

    // What rows were made with that are not made anew yet; null when all were made as now. Read by queries.
    private volatile AttributeSignature? _earlier;

    /// <summary>What is known; on the thread of the lane, or before it runs.</summary>
    public IndexState ReadState() => new()
    {
        IsNew = _totals.Instances == 0 && ReadNote(UseNote) is null,
        MissesFiles = ReadNote(MissingNote) is not null,
        LostLog = ReadNote(MissingNote) == LostLog,
        Difference = _earlier is { } made ? _signature.Describe(made) : "",
    };

    /// <summary>True for an attribute that all rows of a level, or those above them, have if their files have it.</summary>
    public bool Keeps(QueryRetrieveLevel level, DicomTag tag) =>
        _tags.Take((int)level + 1).Any(tags => Array.BinarySearch(tags, tag) >= 0) && !(_earlier is { } made && _signature.Lacks(made, level, tag));

    /// <summary>The index is used, with all files that it should name or without.</summary>
    public void MarkInUse(bool missesFiles)
    {
        WriteNote(UseNote, "1");
        if (!missesFiles)
            DeleteNote(MissingNote);
        else if (ReadNote(MissingNote) is null)
            WriteNote(MissingNote, LostIndex);
    }

    /// <summary>
    /// The database is open from now on, and there is a log beside it. One that was open already and came without a log has lost it, and the rows in it
    /// (docs/decisions/0231). Before the lane runs.
    /// </summary>
    /// <exception cref="InvalidDataException">What is left without the log is not whole: a part of it had been moved already.</exception>
    public void MarkOpen(bool hasLog)
    {
        // After a kill the note is there: not written again, since the disk may be full.
        var wasOpen = ReadNote(OpenNote) is not null;
        if (!hasLog && wasOpen)
        {
            if (_database.QueryText("PRAGMA integrity_check(1)") is not "ok" and var fault)
                throw new InvalidDataException($"The index is damaged: its log is gone after an end without a stop, and it is not whole without: {fault}");
            WriteNote(MissingNote, LostLog);
        }

        if (!wasOpen)
            WriteNote(OpenNote, "1");
    }

    /// <summary>The database is about to be closed, and its log to be deleted. After the lane has ended.</summary>
    public void MarkClosed()
    {
        try
        {
            DeleteNote(OpenNote);
        }
        catch (Exception fault) when (SqliteFailure.Is(fault))
        {
            // A disk that is full, for instance: the next start then looks for files without a row, and finds none.
            return;
        }
    }

    /// <summary>Takes away series, studies and patients that nothing is left in.</summary>
    public void Prune()
    {
        _database.Execute("""
            DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM instances i WHERE i.series = series.id);
            DELETE FROM studies WHERE NOT EXISTS (SELECT 1 FROM series e WHERE e.study = studies.id);
            DELETE FROM patients WHERE NOT EXISTS (SELECT 1 FROM studies s WHERE s.patient = patients.id);
            """);
        _series.Clear();
    }

    /// <summary>All rows are there and made as now.</summary>
    /// <param name="error">By how much there is more than the totals say.</param>
    public void MarkRebuilt(Totals error)
    {
        _totals = _totals.Plus(error);
        DeleteNote(MissingNote);
        WriteNote(AttributesNote, _signature.ToText());
    }

    /// <summary>What <see cref="MarkRebuilt"/> wrote is durable.</summary>
    public void ForgetEarlier() => _earlier = null;

    // An index of before this note kept the standard attributes; of one without rows, all are made as now.
    private void LoadSignature()
    {
        var noted = ReadNote(AttributesNote);
        var made = _totals.Instances == 0 ? _signature : noted is null ? AttributeSignature.Of(WithoutExtras(_options)) : AttributeSignature.Parse(noted);
        made ??= AttributeSignature.None;
        if (made.ToText() != noted)
            WriteNote(AttributesNote, made.ToText());
        _earlier = _signature.Describe(made).Length == 0 ? null : made;
    }

    private static ArchiveIndexOptions WithoutExtras(ArchiveIndexOptions options) =>
        options with { ExtraAttributes = new Dictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>>() };

    private string? ReadNote(string name)
    {
        var statement = _database.Prepare("SELECT value FROM notes WHERE name = ?").Bind(1, name);
        try
        {
            return statement.Step() ? statement.GetText(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private void DeleteNote(string name) => _database.Prepare("DELETE FROM notes WHERE name = ?").Bind(1, name).Run();

    private void WriteNote(string name, string value) =>
        _database.Prepare("INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").Bind(1, name).Bind(2, value).Run();
}
