using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>Rows made anew from their files.</content>
internal sealed partial class IndexWriter
{
    /// <summary>
    /// Makes the row of an instance anew, and those above it where this is the instance that they came from: the first of its series, study,
    /// patient. Identifiers, origin and time of arrival stay.
    /// </summary>
    /// <returns>False when no row has the file.</returns>
    public bool Rederive(StoredFile file, DicomDataSet header)
    {
        var found = _database.Prepare(
            "SELECT i.id, e.id, s.id, s.patient, i.length, i.stored_length FROM instances i JOIN series e ON e.id = i.series"
            + " JOIN studies s ON s.id = e.study WHERE i.file = ?")
            .Bind(1, file.FileId.ToByteArray(bigEndian: true));
        long instance;
        SeriesRow row;
        try
        {
            if (!found.Step())
                return false;
            instance = found.GetInt64(0);
            row = new SeriesRow(found.GetInt64(1), found.GetInt64(2), found.GetInt64(3));
            _totals.Length += file.Length - found.GetInt64(4);
            _totals.StoredLength += file.StoredLength - found.GetInt64(5);
        }
        finally
        {
            found.Reset();
        }

        RederiveInstance(instance, file, header);
        RederiveAbove(instance, row, header);
        return true;
    }

    private void RederiveInstance(long instance, StoredFile file, DicomDataSet header)
    {
        _database.Prepare(
            "UPDATE instances SET uid = ?, number = ?, kind = ?, length = ?, stored_length = ?, data_set_offset = ?, pixel_data_offset = ?,"
            + " is_compressed = ?, digest = ?, tags = ? WHERE id = ?")
            .Bind(1, file.SopInstanceUid.Value).Bind(2, PreparedInstance.NumberOf(header, Tags.InstanceNumber)).Bind(3, KindOf(file))
            .Bind(4, file.Length).Bind(5, file.StoredLength).Bind(6, file.DataSetOffset).Bind(7, file.PixelDataOffset)
            .Bind(8, file.IsCompressed ? 1 : 0).Bind(9, (long?)file.Digest).Bind(10, TagsOf(header, QueryRetrieveLevel.Image))
            .Bind(11, instance).Run();
    }

    private void RederiveAbove(long instance, SeriesRow row, DicomDataSet header)
    {
        if (NumberOf("SELECT min(id) FROM instances WHERE series = ?", row.Series) != instance)
            return;
        PutSeries(IdOf("series", row.Series), UidOf(header, Tags.SeriesInstanceUID), row.Study, header);
        if (NumberOf("SELECT min(id) FROM series WHERE study = ?", row.Study) != row.Series)
            return;
        PutStudy(IdOf("studies", row.Study), UidOf(header, Tags.StudyInstanceUID), row.Patient, header);
        if (NumberOf("SELECT min(id) FROM studies WHERE patient = ?", row.Patient) == row.Study)
            RefreshPatient(IdOf("patients", row.Patient), header, row.Patient);
    }

    private byte[] IdOf(string table, long row) =>
        Read($"SELECT public_id FROM {table} WHERE id = ?", row, static statement => statement.GetBytes(0).ToArray());

    private static string UidOf(DicomDataSet header, DicomTag tag) => header.GetString(tag)?.Trim(' ', '\0') ?? "";

    private T Read<T>(string sql, long row, Func<SqliteStatement, T> read)
    {
        var statement = _database.Prepare(sql).Bind(1, row);
        try
        {
            return statement.Step() ? read(statement) : throw new InvalidDataException("A row of the index has no row above it.");
        }
        finally
        {
            statement.Reset();
        }
    }
}
