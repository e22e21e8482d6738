using System.Globalization;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>The order in which things happen.</content>
internal sealed partial class IndexWriter
{
    /// <summary>The note that says up to which place changes are not told any more.</summary>
    public const string ClearedNote = "changes-cleared";

    private const string CountNote = "last-number";

    /// <summary>Adds a change that no row of a resource tells.</summary>
    /// <returns>True.</returns>
    public bool AddChange(ChangeKind kind, QueryRetrieveLevel level, ArchiveId id)
    {
        _database.Prepare("INSERT INTO changes (number, kind, level, resource, happened) VALUES (?, ?, ?, ?, ?)")
            .Bind(1, ++_lastNumber).Bind(2, (long)kind).Bind(3, (long)level).Bind(4, id.ToBytes())
            .Bind(5, _options.Clock.GetUtcNow().ToUnixTimeMilliseconds()).Run();
        return true;
    }

    /// <summary>Forgets all changes up to now.</summary>
    /// <returns>True.</returns>
    public bool ClearChanges()
    {
        _database.Prepare("DELETE FROM changes").Run();
        KeepCount();
        WriteNote(ClearedNote, Text((_lastNumber * SqliteChangeLog.Places) + SqliteChangeLog.Places - 1));
        return true;
    }

    // When the last rows are taken away, the count must not begin anew behind the one before them.
    private void KeepCount() => WriteNote(CountNote, Text(_lastNumber));

    private void LoadCount()
    {
        var kept = long.TryParse(ReadNote(CountNote), CultureInfo.InvariantCulture, out var number) ? number : 0;
        var used = _database.QueryNumber(
            "SELECT max((SELECT coalesce(max(id), 0) FROM instances), (SELECT coalesce(max(number), 0) FROM changes))");
        _lastNumber = Math.Max(kept, used);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
