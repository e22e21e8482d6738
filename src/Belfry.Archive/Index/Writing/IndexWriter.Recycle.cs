namespace Belfry.Archive;

/// <content>Limits: room is made by deleting the patients that got nothing for the longest time.</content>
internal sealed partial class IndexWriter
{
    private static readonly Room _noRoomNeeded = new([], [], []);
    private long _lastUse;

    /// <summary>
    /// Begins to note the order in which patients get instances, which only a limit needs: at the first start with one it comes from the rows.
    /// </summary>
    public void PrepareLimits()
    {
        if (!_options.HasLimit)
        {
            _database.Execute("UPDATE totals SET is_use_kept = 0 WHERE is_use_kept <> 0");
            return;
        }

        if (_database.QueryNumber("SELECT is_use_kept FROM totals") == 0)
        {
            _database.Execute("""
                BEGIN IMMEDIATE;
                UPDATE patients SET used = coalesce((SELECT max(i.id) FROM studies s JOIN series e ON e.study = s.id
                    JOIN instances i ON i.series = e.id WHERE s.patient = patients.id), 0);
                UPDATE totals SET is_use_kept = 1;
                COMMIT;
                """);
        }

        _lastUse = _database.QueryNumber("SELECT max(used) FROM patients");
    }

    // Null when there is no room, and none can be made. The patient of the instance itself is never deleted for it.
    private Room? MakeRoom(PreparedInstance instance, bool isNewSeries, ExistingInstance? existing)
    {
        if (!_options.HasLimit)
            return _noRoomNeeded;
        var length = instance.Source.File.StoredLength - (existing?.File.StoredLength ?? 0);
        var own = FindRow("patients", instance.Identity.Patient);
        var patients = isNewSeries && own is null ? 1 : 0;
        if (Fits(length, patients))
            return _noRoomNeeded;
        if (_options.MaximumStorageMode == MaximumStorageMode.Reject || IsTooLong(instance.Source.File.StoredLength))
            return null;
        return Recycle(length, patients, own ?? 0);
    }

    private bool Fits(long length, int patients) =>
        (_options.MaximumStorageLength == 0 || length <= 0 || _totals.StoredLength + length <= _options.MaximumStorageLength)
        && (_options.MaximumPatientCount == 0 || patients == 0 || _totals.Patients + patients <= _options.MaximumPatientCount);

    private bool IsTooLong(long length) => _options.MaximumStorageLength > 0 && length > _options.MaximumStorageLength;

    private Room? Recycle(long length, int patients, long own)
    {
        var before = _totals;
        var room = new Room([], [], []);
        _database.Execute("SAVEPOINT recycle");
        while (!Fits(length, patients))
        {
            if (OldestPatient(own) is not { } oldest)
            {
                _database.Execute("ROLLBACK TO recycle; RELEASE recycle");
                _totals = before;
                _series.Clear();
                return null;
            }

            var deletion = Delete(Sdk.QueryRetrieveLevel.Patient, oldest.Row);
            room.Patients.Add(oldest.Id);
            room.Deletions.Add(deletion);
            room.Files.AddRange(deletion.Files);
        }

        _database.Execute("RELEASE recycle");
        return room;
    }

    private (long Row, ArchiveId Id)? OldestPatient(long except)
    {
        var statement = _database.Prepare("SELECT id, public_id FROM patients WHERE is_protected = 0 AND id <> ? ORDER BY used LIMIT 1").Bind(1, except);
        try
        {
            return statement.Step() ? (statement.GetInt64(0), ArchiveId.FromBytes(statement.GetBytes(1))) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private void MarkUse(long patient)
    {
        if (_options.HasLimit)
            _database.Prepare("UPDATE patients SET used = ? WHERE id = ?").Bind(1, ++_lastUse).Bind(2, patient).Run();
    }

    private sealed record Room(List<StoredFile> Files, List<ArchiveId> Patients, List<Deletion> Deletions);
}
