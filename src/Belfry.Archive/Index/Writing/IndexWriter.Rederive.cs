using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <content>Rows made anew from their files.</content>
internal sealed partial class IndexWriter
{
    /// <summary>
    /// Makes the attributes and search columns of an instance anew, and those above it where this is the instance that they came from: the first
    /// of its series, study, patient.
    /// </summary>
    /// <returns>False when no row has the file.</returns>
    public bool Rederive(Guid fileId, DicomDataSet header)
    {
        var found = _database.Prepare(
            "SELECT i.id, e.id, s.id, s.patient FROM instances i JOIN series e ON e.id = i.series JOIN studies s ON s.id = e.study WHERE i.file = ?")
            .Bind(1, fileId.ToByteArray(bigEndian: true));
        long instance;
        SeriesRow row;
        try
        {
            if (!found.Step())
                return false;
            instance = found.GetInt64(0);
            row = new SeriesRow(found.GetInt64(1), found.GetInt64(2), found.GetInt64(3));
        }
        finally
        {
            found.Reset();
        }

        _database.Prepare("UPDATE instances SET number = ?, tags = ? WHERE id = ?").Bind(1, PreparedInstance.NumberOf(header, Tags.InstanceNumber))
            .Bind(2, TagsOf(header, QueryRetrieveLevel.Image)).Bind(3, instance).Run();
        RederiveAbove(instance, row, header);
        return true;
    }

    private void RederiveAbove(long instance, SeriesRow row, DicomDataSet header)
    {
        if (NumberOf("SELECT min(id) FROM instances WHERE series = ?", row.Series) != instance)
            return;
        PutSeries(IdOf("series", row.Series), UidOf("series", row.Series), row.Study, header);
        if (NumberOf("SELECT min(id) FROM series WHERE study = ?", row.Study) != row.Series)
            return;
        PutStudy(IdOf("studies", row.Study), UidOf("studies", row.Study), row.Patient, header);
        if (NumberOf("SELECT min(id) FROM studies WHERE patient = ?", row.Patient) == row.Study)
            RefreshPatient(IdOf("patients", row.Patient), header, row.Patient);
    }

    private byte[] IdOf(string table, long row) =>
        Read($"SELECT public_id FROM {table} WHERE id = ?", row, static statement => statement.GetBytes(0).ToArray());

    private string UidOf(string table, long row) => Read($"SELECT uid FROM {table} WHERE id = ?", row, static statement => statement.GetText(0) ?? "");

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
