using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class SqliteIndexTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddAsync_AnInstance_IsFoundAtEveryLevel()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("P1", 1, 1, 1);
        header.Set(Tags.PatientName, "Doe^Jane");
        header.Set(Tags.StudyDate, "20260102");
        header.Set(Tags.Modality, "CT");
        header.Set(Tags.InstanceNumber, "7");

        var outcome = await folder.Index.AddAsync(header);

        Assert.Equal(AddResult.Added, outcome.Result);
        Assert.Equal(ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1")), outcome.Id);
        Assert.Empty(outcome.Unneeded);
        var patient = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, new() { { Tags.PatientID, "P1" } }));
        Assert.Equal("Doe^Jane", patient.GetString(Tags.PatientName));
        Assert.False(patient.Contains(Tags.StudyDate));
        var study = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.StudyDate, "20260101-20260103" } }));
        Assert.Equal("P1", study.GetString(Tags.PatientID));
        var series = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Series, new() { { Tags.Modality, "CT" } }));
        Assert.Equal("20260102", series.GetString(Tags.StudyDate));
        var image = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Image, new() { { Tags.SOPInstanceUID, "1.2.1.1.1" } }));
        Assert.Equal(7, image.GetInteger(Tags.InstanceNumber));
        Assert.Equal("CT", image.GetString(Tags.Modality));
    }

    [Fact]
    public async Task FindInstanceAsync_StoredTwiceElsewhere_GivesTheLast()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", "1.1", "1.1.1", "1.9"));
        var last = Instances.New(Instances.Header("P2", "1.2", "1.2.1", "1.9")) with { };
        await folder.Index.AddAsync(last, Cancellation);

        var found = await folder.Index.FindInstanceAsync(new("1.9"), Cancellation);

        Assert.Equal(last.File, found);
        Assert.Null(await folder.Index.FindInstanceAsync(new("1.10"), Cancellation));
    }

    [Fact]
    public async Task FindOnlyInstancesAsync_NoneOneAndSeveral_GivesTheOne()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", "1.1", "1.1.1", "1.9"));
        await folder.Index.AddAsync(Instances.Header("P2", "1.2", "1.2.1", "1.9"));
        var only = Instances.New(Instances.Header("P2", "1.2", "1.2.1", "1.8"));
        await folder.Index.AddAsync(only, Cancellation);

        Assert.Equal([null, only.File, null, only.File], await folder.Index.FindOnlyInstancesAsync([new("1.10"), new("1.8"), new("1.9"), new("1.8")], Cancellation));
        Assert.Empty(await folder.Index.FindOnlyInstancesAsync([], Cancellation));
    }

    [Fact]
    public async Task ListAsync_AStudy_IsInTheOrderOfNumbers()
    {
        await using var folder = IndexFolder.Open();
        foreach (var (series, number) in new[] { (2, 1), (1, 3), (1, 1), (10, 2), (1, 2) })
        {
            var header = Instances.Header("P1", 1, series, number);
            header.Set(Tags.SeriesNumber, series);
            header.Set(Tags.InstanceNumber, number);
            await folder.Index.AddAsync(header);
        }

        await folder.Index.AddAsync(Instances.Header("P1", 2, 1, 1));
        DicomDataSet keys = new() { { Tags.StudyInstanceUID, "1.2.1" } };

        var files = await folder.Index.ListAsync(QueryRetrieveLevel.Study, keys);

        Assert.Equal(["1.2.1.1.1", "1.2.1.1.2", "1.2.1.1.3", "1.2.1.2.1", "1.2.1.10.2"], files.Select(file => file.SopInstanceUid.Value));
        var size = await folder.Index.MeasureAsync(new RetrieveQuery(keys, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study), Cancellation);
        Assert.Equal(5, size.Count);
        Assert.Equal([new InstanceKind(Instances.SecondaryCapture, TransferSyntax.ExplicitVRLittleEndian)], size.Kinds);
    }

    [Fact]
    public async Task AddAsync_TheSameAtOnce_MakesOneRow()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("P1", 1, 1, 1);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => folder.Index.AddAsync(header)));

        Assert.Single(outcomes, outcome => outcome.Result == AddResult.Added);
        Assert.Equal(19, outcomes.Count(outcome => outcome.Result == AddResult.AlreadyStored));
        Assert.Equal(new ArchiveStatistics(1, 1, 1, 1, 1000, 1000), await folder.Index.MeasureAsync(Cancellation));
    }

    [Fact]
    public async Task AddAsync_Always_ReplacesAndNamesTheOldFile()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("P1", 1, 1, 1);
        header.Set(Tags.PatientName, "Old");
        var first = Instances.New(header);
        await folder.Index.AddAsync(first, Cancellation);
        header = header.Clone();
        header.Set(Tags.PatientName, "New");

        var outcome = await folder.Index.AddAsync(header, OverwritePolicy.Always);

        Assert.Equal(AddResult.Replaced, outcome.Result);
        Assert.Equal([first.File], outcome.Unneeded);
        var patient = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, new() { { Tags.PatientName, "NEW" } }));
        Assert.Equal("New", patient.GetString(Tags.PatientName));
        Assert.Equal(1, (await folder.Index.MeasureAsync(Cancellation)).Instances);
    }

    [Fact]
    public async Task FindAsync_NamesOfManyScripts_AreFoundWhateverTheCharacterSet()
    {
        await using var folder = IndexFolder.Open();
        string[] names = ["Παπαδόπουλος^Γιώργος", "Иванов^Пётр", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Müller^Jörg", "김^희중"];
        foreach (var (number, name) in names.Index())
        {
            var header = Instances.Header($"P{number}", number, 1, 1);
            header.Set(Tags.PatientName, name);
            await folder.Index.AddAsync(header);
        }

        foreach (var key in new[] { "παπαδ*", "ИВАНОВ*", "山田^太郎", "yamada*", "MÜLLER^J?RG", "김*" })
        {
            DicomDataSet keys = new() { { Tags.PatientName, key } };
            var all = await folder.Index.FindAsync(QueryRetrieveLevel.Patient, keys, onlyMatching: false);
            Assert.Single(all);
            Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, keys));
        }
    }

    [Fact]
    public async Task FindAsync_ComputedKeys_AreThereWhenAskedFor()
    {
        await using var folder = IndexFolder.Open();
        foreach (var (series, modality) in new[] { (1, "MR"), (2, "CT"), (3, "CT") })
        {
            for (var instance = 1; instance <= 2; instance++)
            {
                var header = Instances.Header("P1", 1, series, instance);
                header.Set(Tags.Modality, modality);
                await folder.Index.AddAsync(header);
            }
        }

        DicomDataSet keys = new() { { Tags.ModalitiesInStudy, "MR" } };
        keys.SetEmpty(Tags.NumberOfStudyRelatedInstances);
        keys.SetEmpty(Tags.NumberOfStudyRelatedSeries);
        keys.SetEmpty(Tags.NumberOfPatientRelatedStudies);
        keys.SetEmpty(Tags.SOPClassesInStudy);

        var study = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, keys));

        Assert.Equal(["CT", "MR"], study.GetStrings(Tags.ModalitiesInStudy));
        Assert.Equal(6, study.GetInteger(Tags.NumberOfStudyRelatedInstances));
        Assert.Equal(3, study.GetInteger(Tags.NumberOfStudyRelatedSeries));
        Assert.Equal(1, study.GetInteger(Tags.NumberOfPatientRelatedStudies));
        Assert.Equal(Instances.SecondaryCapture, study.GetUid(Tags.SOPClassesInStudy));
        Assert.Empty(await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.ModalitiesInStudy, "US" } }));
    }

    [Fact]
    public async Task FindAsync_ThousandsOfAnswers_GivesEachOnce()
    {
        await using var folder = IndexFolder.Open(options => options with { IsDurable = false });
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => folder.Index.AddAsync(Instances.Header($"P{number}", number, 1, 1))));

        var found = await folder.Index.FindAsync(QueryRetrieveLevel.Study, []);

        Assert.Equal(1000, found.Select(study => study.GetString(Tags.StudyInstanceUID)).Distinct().Count());
        Assert.Equal(1000, found.Count);
    }

    [Fact]
    public async Task Open_Again_HasWhatWasAdded()
    {
        await using var folder = IndexFolder.Open();
        var added = Instances.New(Instances.Header("P1", 1, 1, 1)) with { UnsyncedFile = new byte[] { 1, 2, 3 } };
        await folder.Index.AddAsync(added, Cancellation);
        await folder.CloseAsync();
        folder.Reopen();

        Assert.Equal(added.File, await folder.Index.FindInstanceAsync(added.File.SopInstanceUid, Cancellation));
        Assert.True(await folder.Index.ContainsFileAsync(added.File.FileId, Cancellation));
        var mark = await folder.Index.MarkUnsyncedAsync(Cancellation);
        List<UnsyncedFile> unsynced = [];
        await foreach (var file in folder.Index.ListUnsyncedAsync(Cancellation))
            unsynced.Add(file);
        Assert.Equal([1, 2, 3], Assert.Single(unsynced).Bytes.ToArray());
        Assert.Equal(added.File.FileId, unsynced[0].FileId);
        await folder.Index.ForgetUnsyncedAsync(mark, Cancellation);
        await foreach (var file in folder.Index.ListUnsyncedAsync(Cancellation))
            Assert.Fail($"{file.FileId} is still there.");
    }
}
