using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>Patients, studies and series; kinds and origins.</content>
internal sealed partial class IndexWriter
{
    // What is remembered: series that are being filled, and what many instances share. When there are more, all are forgotten and read again.
    private const int MaxRemembered = 4096;

    private readonly Dictionary<ArchiveId, SeriesRow> _series = [];
    private readonly Dictionary<InstanceKind, long> _kinds = [];
    private readonly Dictionary<InstanceOrigin, long> _origins = [];
    private readonly FileRow _files = new();

    private SeriesRow? FindSeries(InstanceIdentity identity)
    {
        if (_series.TryGetValue(identity.Series, out var known))
            return known;
        var statement = _database.Prepare("SELECT e.id, s.id, s.patient FROM series e JOIN studies s ON s.id = e.study WHERE e.public_id = ?")
            .Bind(1, identity.Series.ToBytes());
        try
        {
            return statement.Step()
                ? Remember(identity.Series, new SeriesRow(statement.GetInt64(0), statement.GetInt64(1), statement.GetInt64(2)))
                : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private SeriesRow EnsureSeries(PreparedInstance instance)
    {
        var identity = instance.Identity;
        if (FindSeries(identity) is { } known)
            return known;
        var patient = FindRow("patients", identity.Patient) ?? InsertPatient(instance);
        var study = FindRow("studies", identity.Study) ?? InsertStudy(instance, patient);
        _database.Prepare("INSERT INTO series (public_id, study, uid, number, tags) VALUES (?, ?, ?, 0, x'')")
            .Bind(1, identity.Series.ToBytes()).Bind(2, study).Bind(3, identity.SeriesUid.Value).Run();
        var row = new SeriesRow(LastRow(), study, patient);
        SetSeries(row.Series, instance.Source.Header);
        _totals.Series++;
        return Remember(identity.Series, row);
    }

    private SeriesRow Remember(ArchiveId id, SeriesRow row)
    {
        if (_series.Count >= MaxRemembered)
            _series.Clear();
        _series[id] = row;
        return row;
    }

    private long InsertPatient(PreparedInstance instance)
    {
        _database.Prepare("INSERT INTO patients (public_id, patient_id, tags) VALUES (?, ?, x'')")
            .Bind(1, instance.Identity.Patient.ToBytes()).Bind(2, SearchText.Exact(instance.Identity.PatientId) ?? "").Run();
        var row = LastRow();
        SetPatient(row, instance.Source.Header);
        _totals.Patients++;
        return row;
    }

    private long InsertStudy(PreparedInstance instance, long patient)
    {
        _database.Prepare("INSERT INTO studies (public_id, patient, uid, tags) VALUES (?, ?, ?, x'')")
            .Bind(1, instance.Identity.Study.ToBytes()).Bind(2, patient).Bind(3, instance.Identity.StudyUid.Value).Run();
        var row = LastRow();
        SetStudy(row, instance.Source.Header);
        _totals.Studies++;
        return row;
    }

    private void SetPatient(long row, DicomDataSet header)
    {
        _database.Prepare("UPDATE patients SET birth_date = ?, sex = ?, tags = ? WHERE id = ?")
            .Bind(1, SearchText.Date(TextOf(header, Tags.PatientBirthDate))).Bind(2, SearchText.Exact(TextOf(header, Tags.PatientSex)))
            .Bind(3, TagsOf(header, QueryRetrieveLevel.Patient)).Bind(4, row).Run();
        _database.Prepare("DELETE FROM patient_names WHERE patient = ?").Bind(1, row).Run();
        foreach (var name in SearchText.Names(TextOf(header, Tags.PatientName)))
            _database.Prepare("INSERT INTO patient_names (text, patient) VALUES (?, ?)").Bind(1, name).Bind(2, row).Run();
    }

    private void SetStudy(long row, DicomDataSet header) =>
        _database.Prepare("UPDATE studies SET study_date = ?, study_time = ?, accession_number = ?, study_id = ?, description = ?, referrer = ?,"
            + " tags = ? WHERE id = ?")
            .Bind(1, SearchText.Date(TextOf(header, Tags.StudyDate))).Bind(2, SearchText.Time(TextOf(header, Tags.StudyTime)))
            .Bind(3, SearchText.Exact(TextOf(header, Tags.AccessionNumber))).Bind(4, SearchText.Exact(TextOf(header, Tags.StudyID)))
            .Bind(5, SearchText.Exact(TextOf(header, Tags.StudyDescription))).Bind(6, SearchText.Folded(TextOf(header, Tags.ReferringPhysicianName)))
            .Bind(7, TagsOf(header, QueryRetrieveLevel.Study)).Bind(8, row).Run();

    private void SetSeries(long row, DicomDataSet header) =>
        _database.Prepare("UPDATE series SET modality = ?, number = ?, tags = ? WHERE id = ?")
            .Bind(1, SearchText.Values(TextOf(header, Tags.Modality))).Bind(2, PreparedInstance.NumberOf(header, Tags.SeriesNumber))
            .Bind(3, TagsOf(header, QueryRetrieveLevel.Series)).Bind(4, row).Run();

    // When the only instance of a series (study, patient) is replaced, what is said of that comes from the new one.
    private void RefreshAbove(PreparedInstance instance, SeriesRow row)
    {
        var header = instance.Source.Header;
        if (Exists("SELECT 1 FROM instances WHERE series = ? LIMIT 1", row.Series))
            return;
        SetSeries(row.Series, header);
        if (Exists("SELECT 1 FROM series WHERE study = ? LIMIT 1 OFFSET 1", row.Study))
            return;
        SetStudy(row.Study, header);
        if (!Exists("SELECT 1 FROM studies WHERE patient = ? LIMIT 1 OFFSET 1", row.Patient))
            SetPatient(row.Patient, header);
    }

    private bool Exists(string sql, long row)
    {
        var statement = _database.Prepare(sql).Bind(1, row);
        try
        {
            return statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }

    private long KindOf(StoredFile file)
    {
        var kind = new InstanceKind(file.SopClassUid, file.TransferSyntax);
        if (_kinds.TryGetValue(kind, out var id))
            return id;
        id = FindOrInsert("kinds (sop_class, transfer_syntax)", "sop_class = ? AND transfer_syntax = ?", kind.SopClassUid.Value, kind.TransferSyntax.Uid.Value);
        return Remember(_kinds, kind, id);
    }

    private long OriginOf(InstanceOrigin origin)
    {
        // What is new with each association or message is no part of where an instance comes from.
        var lasting = origin with { AssociationId = 0, MoveOriginatorAETitle = default, MoveOriginatorMessageId = null };
        if (_origins.TryGetValue(lasting, out var id))
            return id;
        id = FindOrInsert("origins (kind, calling_ae, called_ae, address, user)", "kind = ? AND calling_ae = ? AND called_ae = ? AND address = ? AND user = ?",
            (long)lasting.Kind, lasting.CallingAETitle.ToString(), lasting.CalledAETitle.ToString(), lasting.RemoteAddress?.ToString() ?? "", lasting.User ?? "");
        return Remember(_origins, lasting, id);
    }

    private static long Remember<TKey>(Dictionary<TKey, long> known, TKey key, long id)
        where TKey : notnull
    {
        if (known.Count >= MaxRemembered)
            known.Clear();
        known[key] = id;
        return id;
    }

    private long FindOrInsert(string tableAndColumns, string condition, params ReadOnlySpan<object> values)
    {
        var table = tableAndColumns.Split(' ')[0];
        var find = _database.Prepare($"SELECT id FROM {table} WHERE {condition}").BindAll(values);
        try
        {
            if (find.Step())
                return find.GetInt64(0);
        }
        finally
        {
            find.Reset();
        }

        var places = string.Join(", ", Enumerable.Repeat("?", values.Length));
        _database.Prepare($"INSERT INTO {tableAndColumns} VALUES ({places})").BindAll(values).Run();
        return LastRow();
    }

    private readonly record struct SeriesRow(long Series, long Study, long Patient);
}
