using System.Collections.Concurrent;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Reads what a row of <c>instances</c> says of its file. Kinds are few and never change: each is read once. Thread-safe.</summary>
internal sealed class FileRow
{
    /// <summary>The columns, of the table i.</summary>
    public const string Columns =
        "i.file, i.length, i.stored_length, i.data_set_offset, i.pixel_data_offset, i.is_compressed, i.digest, i.uid, i.kind";

    private readonly ConcurrentDictionary<long, InstanceKind> _kinds = new();

    /// <summary>The file that a statement stands at; its first columns are <see cref="Columns"/>.</summary>
    public StoredFile Read(SqliteDatabase database, SqliteStatement row)
    {
        var kind = KindOf(database, row.GetInt64(8));
        return new StoredFile
        {
            FileId = new Guid(row.GetBytes(0), bigEndian: true),
            Length = row.GetInt64(1),
            StoredLength = row.GetInt64(2),
            DataSetOffset = row.GetInt32(3),
            PixelDataOffset = row.IsNull(4) ? null : row.GetInt64(4),
            IsCompressed = row.GetInt32(5) != 0,
            Digest = row.IsNull(6) ? null : (ulong)row.GetInt64(6),
            SopInstanceUid = new DicomUid(row.GetText(7) ?? ""),
            SopClassUid = kind.SopClassUid,
            TransferSyntax = kind.TransferSyntax,
        };
    }

    public InstanceKind KindOf(SqliteDatabase database, long id)
    {
        if (_kinds.TryGetValue(id, out var kind))
            return kind;
        var statement = database.Prepare("SELECT sop_class, transfer_syntax FROM kinds WHERE id = ?").Bind(1, id);
        try
        {
            if (!statement.Step() || TransferSyntax.Find(new DicomUid(statement.GetText(1) ?? "")) is not { } syntax)
                throw new InvalidDataException("A row of the index names a transfer syntax that is not known.");
            kind = new InstanceKind(new DicomUid(statement.GetText(0) ?? ""), syntax);
        }
        finally
        {
            statement.Reset();
        }

        _kinds.TryAdd(id, kind);
        return kind;
    }
}
