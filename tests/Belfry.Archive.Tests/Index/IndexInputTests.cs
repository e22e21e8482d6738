using System.Globalization;
using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>What clients may send.</summary>
public sealed class IndexInputTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("'; DROP TABLE patients; --")]
    [InlineData("100%")]
    [InlineData("A_B")]
    [InlineData("[a-z]*")]
    [InlineData("\"x\"")]
    public async Task FindAsync_SignsOfSql_AreText(string id)
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header(id.Replace("*", "", StringComparison.Ordinal), 1, 1, 1);
        header.Set(Tags.PatientName, id.Replace("*", "", StringComparison.Ordinal));
        await folder.Index.AddAsync(header);
        await folder.Index.AddAsync(Instances.Header("other", 2, 1, 1));

        Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.PatientID, id } }, onlyMatching: false));
        Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.PatientName, id } }, onlyMatching: false));
        Assert.Equal(2, (await folder.Index.MeasureAsync(Cancellation)).Patients);
    }

    [Fact]
    public async Task FindAsync_TenThousandUids_AreLookedUp()
    {
        await using var folder = IndexFolder.Open();
        for (var study = 0; study < 5; study++)
            await folder.Index.AddAsync(Instances.Header("P1", study, 1, 1));
        var uids = string.Join('\\', Enumerable.Range(3, 10_000).Select(static number => string.Create(CultureInfo.InvariantCulture, $"1.2.{number}")));

        DicomDataSet keys = [];
        keys.Set(Tags.StudyInstanceUID, uids);

        var found = await folder.Index.FindAsync(QueryRetrieveLevel.Study, keys, onlyMatching: false);
        Assert.Equal(["1.2.3", "1.2.4"], found.Select(study => study.GetString(Tags.StudyInstanceUID)).Order());
        keys = [];
        keys.Set(Tags.SOPInstanceUID, uids.Replace("1.2.", "1.2.3.1.", StringComparison.Ordinal) + "\\1.2.3.1.1");
        Assert.Single(await folder.Index.ListAsync(QueryRetrieveLevel.Image, keys));
    }

    [Fact]
    public async Task FindAsync_AThousandAlternatives_AreAnswered()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        string[] values = [.. Enumerable.Range(0, 999).Select(static number => string.Create(CultureInfo.InvariantCulture, $"X{number}*"))];

        DicomDataSet keys = [];
        keys.Set(Tags.PatientID, [.. values, "P*"]);

        Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, keys));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("1.2\\1.3")]
    [InlineData("1.2.x")]
    [InlineData(".1.2")]
    [InlineData("1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3")]
    public async Task AddAsync_NoUid_IsRefusedWithTheAttribute(string uid)
    {
        await using var folder = IndexFolder.Open();
        foreach (var tag in new[] { Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID })
        {
            var header = Instances.Header("P1", 1, 1, 1);
            header.Set(tag, VR.UI, Encoding.ASCII.GetBytes(uid));

            var refusal = await Assert.ThrowsAsync<DimseStatusException>(() => folder.Index.AddAsync(header));

            Assert.Equal(new DimseStatus(0xA900), refusal.Status);
            Assert.Equal([tag], refusal.OffendingElements);
        }

        Assert.Equal(0, (await folder.Index.MeasureAsync(Cancellation)).Instances);
    }

    [Fact]
    public async Task AddAsync_NoPatientId_IsAPatientOfItsOwn()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("", 1, 1, 1);
        header.Remove(Tags.PatientID);

        var outcome = await folder.Index.AddAsync(header);

        Assert.Equal(ArchiveId.OfInstance("", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1")), outcome.Id);
        Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, []));
        var padded = await folder.Index.AddAsync(Instances.Header("P1  ", 1, 1, 1));
        Assert.Equal(ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1")), padded.Id);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(1024)]
    [InlineData(16 * 1024)]
    public async Task AddAsync_LongPatientIds_AreToldApartAndFound(int length)
    {
        await using var folder = IndexFolder.Open();
        string[] ids = [.. "AB".Select(last => new string('9', length - 1) + last)];
        foreach (var (index, id) in ids.Index())
            await folder.Index.AddAsync(Instances.Header(id, index, 1, 1));

        Assert.Equal(2, (await folder.Index.FindAsync(QueryRetrieveLevel.Patient, [])).Count);
        foreach (var (index, id) in ids.Index())
        {
            DicomDataSet keys = [];
            keys.Set(Tags.PatientID, id);
            var found = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, keys));
            Assert.Equal((id, $"1.2.{index}"), (found.GetString(Tags.PatientID), found.GetString(Tags.StudyInstanceUID)));
        }

        Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, new() { { Tags.PatientID, "9*A" } }));
    }

    public static TheoryData<VR, int> WrongPatientIds => new() { { VR.LO, (16 * 1024) + 2 }, { VR.UN, 70_000 }, { VR.OB, 4 }, { VR.US, 2 } };

    [Theory]
    [MemberData(nameof(WrongPatientIds))]
    public async Task AddAsync_APatientIdThatCannotBeKept_IsRefusedAndNotTakenForNone(VR vr, int length)
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("P1", 1, 1, 1);
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)'9');
        header.Set(Tags.PatientID, vr, bytes);

        var refusal = await Assert.ThrowsAsync<DimseStatusException>(() => folder.Index.AddAsync(header));

        Assert.Equal((new DimseStatus(0xA900), Tags.PatientID), (refusal.Status, Assert.Single(refusal.OffendingElements)));
        Assert.Equal(0, (await folder.Index.MeasureAsync(Cancellation)).Instances);
    }

    [Theory]
    [InlineData("ISO_IR 100", "Müller")]
    [InlineData("ISO_IR 126", "Παπαδόπουλος")]
    [InlineData("ISO_IR 144", "Иванов")]
    [InlineData("\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎")]
    [InlineData("GB18030", "王^小东")]
    public async Task FindAsync_TextInAnyCharacterSet_IsFoundAndAnsweredWhole(string set, string name)
    {
        await using var folder = IndexFolder.Open();
        var made = Instances.Header("P1", 1, 1, 1);
        made.Set(Tags.SpecificCharacterSet, set);
        made.Set(Tags.PatientName, name);
        var header = DicomDataSet.Parse(made.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
        await folder.Index.AddAsync(header);

        var found = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.PatientName, name } }));

        Assert.Equal(name, found.GetString(Tags.PatientName));
        Assert.Equal(SpecificCharacterSet.Utf8, found.CharacterSet);
    }

    [Fact]
    public async Task AddAsync_UndeclaredText_IsReadInTheDefaultCharacterSet()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("P1", 1, 1, 1);
        header.Set(Tags.PatientName, VR.PN, Encoding.Latin1.GetBytes("Müller"));
        await folder.Index.AddAsync(DicomDataSet.Parse(header.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian));

        var found = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, new() { { Tags.PatientName, "MÜLLER" } }));

        Assert.Equal("Müller", found.GetString(Tags.PatientName));
    }

    [Fact]
    public async Task FindAsync_SequencesAndBigEndianNumbers_AreAnsweredAsTheyWere()
    {
        await using var folder = IndexFolder.Open();
        var made = Instances.Header("P1", 1, 1, 1);
        made.Set(Tags.Rows, 512);
        made.Set(Tags.ProcedureCodeSequence, new DicomDataSet { { Tags.CodeValue, "T1" }, { Tags.CodeMeaning, "Größe" } });
        var bytes = made.ToBytes(TransferSyntax.ExplicitVRBigEndian);
        await folder.Index.AddAsync(DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRBigEndian));

        var keys = new DicomDataSet { { Tags.ProcedureCodeSequence, new DicomDataSet { { Tags.CodeValue, "T1" } } } };
        var found = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Image, keys));

        Assert.Equal(512, found.GetInteger(Tags.Rows));
        Assert.Equal("Größe", found.GetItem(Tags.ProcedureCodeSequence)?.GetString(Tags.CodeMeaning));
    }

    [Theory]
    [InlineData(QueryRetrieveModel.PatientRoot, null, "0020000D", "1.2")]
    [InlineData(QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Patient, "00100020", "P1")]
    [InlineData(QueryRetrieveModel.PatientStudyOnly, QueryRetrieveLevel.Series, "0020000E", "1.2")]
    [InlineData(QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Patient, "0020000D", "1.2")]
    [InlineData(QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Study, "00100020", "P1")]
    [InlineData(QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study, "0020000E", "1.2")]
    public async Task ListAsync_KeysThatDoNotFitTheLevel_AreRefused(QueryRetrieveModel model, QueryRetrieveLevel? level, string tag, string value)
    {
        await using var folder = IndexFolder.Open();
        Assert.True(DicomTag.TryParse(tag, out var parsed));
        var keys = new DicomDataSet { { parsed, value } };

        var refusal = Assert.Throws<DimseStatusException>(() => folder.Index.ListAsync(new RetrieveQuery(keys, model, level), Cancellation));

        Assert.Equal(new DimseStatus(0xA900), refusal.Status);
    }
}
