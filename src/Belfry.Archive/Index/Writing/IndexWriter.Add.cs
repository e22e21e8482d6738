using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>New instances.</content>
internal sealed partial class IndexWriter
{
    private const string InsertInstance =
        "INSERT INTO instances (id, public_id, series, uid, number, kind, origin, received, file, length, stored_length, data_set_offset,"
        + " pixel_data_offset, is_compressed, digest, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /// <summary>Adds an instance, with room made for it if need be.</summary>
    public AddOutcome Add(PreparedInstance instance)
    {
        var identity = instance.Identity;
        var found = FindSeries(identity);
        var existing = found is { } known ? FindExisting(identity, known) : null;
        if (existing is not null && !MayReplace(instance.Source, existing.File))
            return new AddOutcome(AddResult.AlreadyStored, identity.Instance, [], []) { Identity = identity, Existing = existing.File };
        var room = MakeRoom(instance, found is null, existing);
        if (room is null)
            return new AddOutcome(AddResult.NoRoom, identity.Instance, [], []);
        List<StoredFile> unneeded = room.Files;
        var (patients, studies, allSeries) = (_totals.Patients, _totals.Studies, _totals.Series);
        var series = EnsureSeries(instance);
        QueryRetrieveLevel? newFrom = _totals.Patients != patients ? QueryRetrieveLevel.Patient
            : _totals.Studies != studies ? QueryRetrieveLevel.Study
            : _totals.Series != allSeries ? QueryRetrieveLevel.Series : null;
        if (existing is not null)
        {
            RemoveInstance(existing);
            RefreshAbove(instance, series);
            unneeded = [.. unneeded, existing.File];
        }

        Insert(instance, series);
        MarkUse(series.Patient);
        return new AddOutcome(existing is null ? AddResult.Added : AddResult.Replaced, identity.Instance, unneeded, room.Patients) { NewFrom = newFrom, Identity = identity, Deletions = room.Deletions };
    }

    /// <summary>Drops the bytes of files that are durable.</summary>
    public void ForgetUnsynced(long mark) => _database.Prepare("DELETE FROM unsynced WHERE id <= ?").Bind(1, mark).Run();

    private static bool MayReplace(NewInstance source, StoredFile existing) => source.Overwrite switch
    {
        OverwritePolicy.Always => true,
        // Without both digests nobody knows: the new one counts as changed.
        OverwritePolicy.IfChanged => source.File.Digest is not { } digest || digest != existing.Digest || source.File.Length != existing.Length,
        _ => false,
    };

    private void Insert(PreparedInstance instance, SeriesRow series)
    {
        var source = instance.Source;
        var file = source.File;
        _lastNumber++;
        _database.Prepare(InsertInstance)
            .Bind(1, _lastNumber).Bind(2, instance.Identity.Instance.ToBytes()).Bind(3, series.Series).Bind(4, instance.Identity.InstanceUid.Value)
            .Bind(5, instance.Number).Bind(6, KindOf(file)).Bind(7, OriginOf(source.Origin)).Bind(8, source.ReceivedAt.ToUnixTimeMilliseconds())
            .Bind(9, file.FileId.ToByteArray(bigEndian: true)).Bind(10, file.Length).Bind(11, file.StoredLength).Bind(12, file.DataSetOffset)
            .Bind(13, file.PixelDataOffset).Bind(14, file.IsCompressed ? 1 : 0).Bind(15, (long?)file.Digest)
            .Bind(16, instance.Tags).Run();
        _totals.Instances++;
        _totals.Length += file.Length;
        _totals.StoredLength += file.StoredLength;
        if (source.UnsyncedFile.IsEmpty)
            return;
        _database.Prepare("INSERT INTO unsynced (id, file, bytes) VALUES (?, ?, ?)").Bind(1, ++_totals.LastUnsynced)
            .Bind(2, file.FileId.ToByteArray(bigEndian: true)).Bind(3, source.UnsyncedFile.Span).Run();
    }

    private ExistingInstance? FindExisting(InstanceIdentity identity, SeriesRow series)
    {
        var statement = _database.Prepare($"SELECT {FileRow.Columns}, i.id FROM instances i WHERE i.uid = ? AND i.series = ?")
            .Bind(1, identity.InstanceUid.Value).Bind(2, series.Series);
        try
        {
            return statement.Step() ? new ExistingInstance(statement.GetInt64(9), series, _files.Read(_database, statement)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private void RemoveInstance(ExistingInstance existing)
    {
        _database.Prepare("DELETE FROM instances WHERE id = ?").Bind(1, existing.Row).Run();
        _database.Prepare("DELETE FROM unsynced WHERE file = ?").Bind(1, existing.File.FileId.ToByteArray(bigEndian: true)).Run();
        RememberUnneeded(existing.File);
        _totals.Instances--;
        _totals.Length -= existing.File.Length;
        _totals.StoredLength -= existing.File.StoredLength;
    }

    private sealed record ExistingInstance(long Row, SeriesRow Series, StoredFile File);
}
