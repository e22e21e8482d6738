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
        var patient = FindRow("patients", identity.Patient) ?? AddPatient(instance);
        var study = FindRow("studies", identity.Study) ?? AddStudy(instance, patient);
        PutSeries(identity.Series.ToBytes(), identity.SeriesUid.Value, study, instance.Source.Header);
        _totals.Series++;
        return Remember(identity.Series, new SeriesRow(LastRow(), study, patient));
    }

    private SeriesRow Remember(ArchiveId id, SeriesRow row)
    {
        if (_series.Count >= MaxRemembered)
            _series.Clear();
        _series[id] = row;
        return row;
    }

    private long AddPatient(PreparedInstance instance)
    {
        PutPatient(instance.Identity.Patient.ToBytes(), instance.Source.Header);
        var row = LastRow();
        PutNames(row, instance.Source.Header);
        _totals.Patients++;
        return row;
    }

    private long AddStudy(PreparedInstance instance, long patient)
    {
        PutStudy(instance.Identity.Study.ToBytes(), instance.Identity.StudyUid.Value, patient, instance.Source.Header);
        _totals.Studies++;
        return LastRow();
    }

    // What is there already is made anew from this instance; what is new came with the next number.
    private void PutPatient(byte[] id, DicomDataSet header) =>
        _database.Prepare("INSERT INTO patients (public_id, patient_id, birth_date, sex, tags, created) VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (public_id) DO UPDATE SET patient_id = excluded.patient_id, birth_date = excluded.birth_date, sex = excluded.sex, tags = excluded.tags")
            .Bind(1, id).Bind(2, SearchText.Exact(TextOf(header, Tags.PatientID)) ?? "")
            .Bind(3, SearchText.Date(TextOf(header, Tags.PatientBirthDate))).Bind(4, SearchText.Exact(TextOf(header, Tags.PatientSex)))
            .Bind(5, TagsOf(header, QueryRetrieveLevel.Patient)).Bind(6, _lastNumber + 1).Run();

    private void PutNames(long patient, DicomDataSet header)
    {
        foreach (var name in SearchText.Names(TextOf(header, Tags.PatientName)))
            _database.Prepare("INSERT INTO patient_names (text, patient) VALUES (?, ?)").Bind(1, name).Bind(2, patient).Run();
    }

    private void PutStudy(byte[] id, string uid, long patient, DicomDataSet header) =>
        _database.Prepare("INSERT INTO studies (public_id, patient, uid, study_date, study_time, accession_number, study_id, description, referrer, tags, created)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (public_id) DO UPDATE SET uid = excluded.uid, study_date = excluded.study_date,"
            + " study_time = excluded.study_time, accession_number = excluded.accession_number, study_id = excluded.study_id,"
            + " description = excluded.description, referrer = excluded.referrer, tags = excluded.tags")
            .Bind(1, id).Bind(2, patient).Bind(3, uid)
            .Bind(4, SearchText.Date(TextOf(header, Tags.StudyDate))).Bind(5, SearchText.Time(TextOf(header, Tags.StudyTime)))
            .Bind(6, SearchText.Exact(TextOf(header, Tags.AccessionNumber))).Bind(7, SearchText.Exact(TextOf(header, Tags.StudyID)))
            .Bind(8, SearchText.Exact(TextOf(header, Tags.StudyDescription))).Bind(9, SearchText.Folded(TextOf(header, Tags.ReferringPhysicianName)))
            .Bind(10, TagsOf(header, QueryRetrieveLevel.Study)).Bind(11, _lastNumber + 1).Run();

    private void PutSeries(byte[] id, string uid, long study, DicomDataSet header) =>
        _database.Prepare("INSERT INTO series (public_id, study, uid, modality, number, tags, created) VALUES (?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (public_id) DO UPDATE SET uid = excluded.uid, modality = excluded.modality, number = excluded.number, tags = excluded.tags")
            .Bind(1, id).Bind(2, study).Bind(3, uid)
            .Bind(4, SearchText.Values(TextOf(header, Tags.Modality))).Bind(5, PreparedInstance.NumberOf(header, Tags.SeriesNumber))
            .Bind(6, TagsOf(header, QueryRetrieveLevel.Series)).Bind(7, _lastNumber + 1).Run();

    // When the only instance of a series (study, patient) is replaced, what is said of that comes from the new one.
    private void RefreshAbove(PreparedInstance instance, SeriesRow row)
    {
        if (Exists("SELECT 1 FROM instances WHERE series = ? LIMIT 1", row.Series))
            return;
        var identity = instance.Identity;
        var header = instance.Source.Header;
        PutSeries(identity.Series.ToBytes(), identity.SeriesUid.Value, row.Study, header);
        if (Exists("SELECT 1 FROM series WHERE study = ? LIMIT 1 OFFSET 1", row.Study))
            return;
        PutStudy(identity.Study.ToBytes(), identity.StudyUid.Value, row.Patient, header);
        if (!Exists("SELECT 1 FROM studies WHERE patient = ? LIMIT 1 OFFSET 1", row.Patient))
            RefreshPatient(identity.Patient.ToBytes(), header, row.Patient);
    }

    private void RefreshPatient(byte[] id, DicomDataSet header, long patient)
    {
        PutPatient(id, header);
        _database.Prepare("DELETE FROM patient_names WHERE patient = ?").Bind(1, patient).Run();
        PutNames(patient, header);
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
