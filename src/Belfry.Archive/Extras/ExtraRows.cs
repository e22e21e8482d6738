using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Reads the rows beside a resource.</summary>
internal static class ExtraRows
{
    public static ResourceExtras Read(SqliteDatabase database, QueryRetrieveLevel level, ArchiveId id)
    {
        var labels = ReadAll(database, "SELECT label FROM labels WHERE level = ? AND resource = ? ORDER BY label", level, id, static row => row.GetText(0) ?? "");
        var metadata = ReadAll(
            database,
            "SELECT number, value, revision FROM metadata WHERE level = ? AND resource = ?",
            level,
            id,
            static row => (Number: row.GetInt32(0), Value: new UserMetadata(row.GetText(1) ?? "", row.GetInt64(2))));
        var attachments = ReadAll(
            database,
            "SELECT number, uuid, revision, length, md5, is_compressed, stored_length, stored_md5 FROM attachments WHERE level = ? AND resource = ?",
            level,
            id,
            static row => (Number: row.GetInt32(0), Value: new UserAttachment(
                new Guid(row.GetBytes(1), bigEndian: true), row.GetInt64(2), row.GetInt64(3), row.GetText(4) ?? "", row.GetInt64(5) != 0, row.GetInt64(6), row.GetText(7) ?? "")));
        return labels.Count + metadata.Count + attachments.Count == 0
            ? ResourceExtras.None
            : new ResourceExtras(
                labels,
                metadata.ToDictionary(static one => one.Number, static one => one.Value),
                attachments.ToDictionary(static one => one.Number, static one => one.Value));
    }

    private static List<T> ReadAll<T>(SqliteDatabase database, string sql, QueryRetrieveLevel level, ArchiveId id, Func<SqliteStatement, T> read)
    {
        var statement = database.Prepare(sql).Bind(1, (long)level).Bind(2, id.ToBytes());
        List<T> all = [];
        try
        {
            while (statement.Step())
                all.Add(read(statement));
        }
        finally
        {
            statement.Reset();
        }

        return all;
    }
}
