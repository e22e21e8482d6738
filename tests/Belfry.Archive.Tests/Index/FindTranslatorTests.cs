using System.Globalization;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>Conditions of SQL, and that the database finds rows by its indexes with them.</summary>
public sealed class FindTranslatorTests
{
    private static readonly MatchingPolicy _caseless = MatchingPolicy.Baseline with { IgnoresCase = true };

    [Theory]
    [InlineData("00100020", "A'1", " AND (p.patient_id COLLATE NOCASE IN (?, '\\'))", "A'1")]
    [InlineData("00100020", "A*", " AND (p.id IN (SELECT p.id FROM patients p WHERE p.patient_id COLLATE NOCASE IN (?, '\\')"
        + " UNION ALL SELECT p.id FROM patients p WHERE p.patient_id COLLATE NOCASE >= ? AND p.patient_id COLLATE NOCASE < ? AND p.patient_id GLOB ?))", "\\|A|A\U0010FFFF|A*")]
    [InlineData("00080020", "20260101-", " AND (s.study_date BETWEEN ? AND ? OR s.study_date = -1)", "20260101|99991231")]
    [InlineData("00080030", "10-1030", " AND (s.study_time BETWEEN ? AND ? OR s.study_time = -1)", "36000000000|37859999999")]
    [InlineData("0020000D", "1.2\\1.3", " AND (s.uid IN (?, ?, '\\'))", "1.2|1.3")]
    [InlineData("00081030", "a[b?", " AND (s.description IN (?, '\\') OR (s.description >= ? AND s.description < ? AND s.description GLOB ?))", "\\|a[b|a[b\U0010FFFF|a[[]b?")]
    [InlineData("00100010", "müller^", " AND ((p.id IN (SELECT patient FROM patient_names WHERE text = ? UNION ALL SELECT patient FROM patient_names WHERE text = '\\')))", "MULLER")]
    [InlineData("00104000", "comments have no column", "", "")]
    [InlineData("00080018", "1.2.3", "", "")]
    public void Translate_AKey_IsACondition(string tag, string value, string sql, string values)
    {
        Assert.True(DicomTag.TryParse(tag, out var key));

        var query = Translate(new DicomDataSet { { key, value } }, QueryRetrieveLevel.Study);

        Assert.Equal(sql, query.Text);
        Assert.Equal(values, string.Join('|', query.Values.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one}"))), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("00100020", "a1\\B2", " AND (p.patient_id COLLATE NOCASE IN (?, ?, '\\'))", "a1|B2")]
    [InlineData("00080050", "Aé%?", " AND (s.id IN (SELECT s.id FROM studies s WHERE s.accession_number COLLATE NOCASE IN (?, '\\') UNION ALL"
        + " SELECT s.id FROM studies s WHERE s.accession_number COLLATE NOCASE >= ? AND s.accession_number COLLATE NOCASE < ? AND s.accession_number LIKE ? ESCAPE '\\'))",
        "\\|A|A\U0010FFFF|A_\\%_")]
    [InlineData("00081030", "名**_\\x", " AND (s.description COLLATE NOCASE IN (?, '\\') OR (s.description COLLATE NOCASE >= ?"
        + " AND s.description COLLATE NOCASE < ? AND s.description LIKE ? ESCAPE '\\'))", "x|名|名\U0010FFFF|名%\\_")]
    [InlineData("00080061", "ct", " AND (EXISTS (SELECT 1 FROM series x WHERE x.study = s.id AND (x.modality COLLATE NOCASE IN (?) OR instr(x.modality, '\\'))))", "ct")]
    [InlineData("0020000D", "1.2", " AND (s.uid IN (?, '\\'))", "1.2")]
    public void Translate_AKeyWhoseCaseDoesNotCount_IsACondition(string tag, string value, string sql, string values)
    {
        Assert.True(DicomTag.TryParse(tag, out var key));

        var query = Translate(new DicomDataSet { { key, value.Split('\\') } }, QueryRetrieveLevel.Study, _caseless);

        Assert.Equal(sql, query.Text);
        Assert.Equal(values, string.Join('|', query.Values), StringComparer.Ordinal);
    }

    [Fact]
    public void Translate_ADisputedLetter_IsLeftToTheMatcher() =>
        Assert.Equal("", Translate(new DicomDataSet { { Tags.PatientName, "\U00010428*" } }, QueryRetrieveLevel.Study).Text);

    [Theory]
    [InlineData(QueryRetrieveLevel.Study, "00100020", "P1", "patients_by_patient_id")]
    [InlineData(QueryRetrieveLevel.Study, "00100020", "P*", "patients_by_patient_id")]
    [InlineData(QueryRetrieveLevel.Study, "00100010", "Doe*", "PRIMARY KEY (text>? AND text<?)")]
    [InlineData(QueryRetrieveLevel.Study, "0020000D", "1.2", "studies_by_uid")]
    [InlineData(QueryRetrieveLevel.Study, "00080020", "20260101-20260102", "studies_by_date")]
    [InlineData(QueryRetrieveLevel.Study, "00080050", "A1", "studies_by_accession_number")]
    [InlineData(QueryRetrieveLevel.Series, "0020000E", "1.2", "series_by_uid")]
    [InlineData(QueryRetrieveLevel.Image, "0020000E", "1.2", "instances_by_series")]
    [InlineData(QueryRetrieveLevel.Image, "00080018", "1.2", "instances_by_uid")]
    [InlineData(QueryRetrieveLevel.Image, "00100020", "P1", "studies_by_patient")]
    [InlineData(QueryRetrieveLevel.Study, "00100020", "p1", "patients_by_patient_id", true)]
    [InlineData(QueryRetrieveLevel.Image, "00100020", "pé?", "patients_by_patient_id", true)]
    [InlineData(QueryRetrieveLevel.Study, "00080050", "a1", "studies_by_accession_number", true)]
    [InlineData(QueryRetrieveLevel.Series, "00080050", "a1*", "studies_by_accession_number", true)]
    [InlineData(QueryRetrieveLevel.Series, "00080050", "a1*", "studies_by_accession_number")]
    [InlineData(QueryRetrieveLevel.Study, "0020000D", "1.2", "studies_by_uid", true)]
    [InlineData(QueryRetrieveLevel.Study, "00100010", "doe*", "PRIMARY KEY (text>? AND text<?)", true)]
    public async Task Translate_ACommonKey_UsesAnIndex(QueryRetrieveLevel level, string tag, string value, string index, bool ignoresCase = false)
    {
        await using var folder = IndexFolder.Open();
        Assert.True(DicomTag.TryParse(tag, out var key));
        var keys = new DicomDataSet { { key, value } };
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: true);
        var select = new EntitySelect(level, Translate(keys, level, ignoresCase ? _caseless : MatchingPolicy.Baseline), ComputedAttributes.Of(keys, level)).Some(64);

        var plan = new List<string>();
        using var statement = database.Prepare($"EXPLAIN QUERY PLAN {select.Text}").BindAll([.. select.Values]);
        while (statement.Step())
            plan.Add(statement.GetText(3) ?? "");

        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line is "SCAN p" or "SCAN s" or "SCAN e" or "SCAN i");
    }

    private static SqlQuery Translate(DicomDataSet keys, QueryRetrieveLevel level, MatchingPolicy? policy = null) =>
        FindTranslator.Translate(DataSetMatcher.Compile(keys, policy ?? MatchingPolicy.Baseline), policy ?? MatchingPolicy.Baseline, level);
}
