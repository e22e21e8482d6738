using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>Deleting, protecting, limits, and what is made anew.</summary>
public sealed class IndexChangeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeleteAsync_TheLastInstance_TakesWhatIsAboveIt()
    {
        await using var folder = IndexFolder.Open();
        var first = Instances.New(Instances.Header("P1", 1, 1, 1)) with { UnsyncedFile = new byte[] { 1 } };
        await folder.Index.AddAsync(first, Cancellation);
        await folder.Index.AddAsync(Instances.Header("P1", 1, 2, 1));
        await folder.Index.AddAsync(Instances.Header("P1", 2, 1, 1));

        var deletion = await folder.Index.DeleteAsync(QueryRetrieveLevel.Image, ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1")), Cancellation);

        Assert.Equal([first.File], deletion?.Files);
        Assert.Equal((QueryRetrieveLevel.Study, ArchiveId.OfStudy("P1", new("1.2.1"))), deletion?.Remaining);
        Assert.Equal(new ArchiveStatistics(1, 2, 2, 2, 2000, 2000), await folder.Index.MeasureAsync(Cancellation));
        Assert.Equal([first.File.FileId], await UnneededAsync(folder.Index));
        await foreach (var file in folder.Index.ListUnsyncedAsync(Cancellation))
            Assert.Fail($"{file.FileId} is kept.");
        Assert.Single((await folder.Index.DeleteAsync(QueryRetrieveLevel.Study, ArchiveId.OfStudy("P1", new("1.2.1")), Cancellation))?.Files ?? []);
        var last = await folder.Index.DeleteAsync(QueryRetrieveLevel.Series, ArchiveId.OfSeries("P1", new("1.2.2"), new("1.2.2.1")), Cancellation);
        Assert.Single(last?.Files ?? []);
        Assert.Null(last?.Remaining);
        Assert.Equal(new ArchiveStatistics(0, 0, 0, 0, 0, 0), await folder.Index.MeasureAsync(Cancellation));
        Assert.Empty(await folder.Index.FindAsync(QueryRetrieveLevel.Patient, new() { { Tags.PatientID, "P1" } }));
        Assert.Null(await folder.Index.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Cancellation));
        Assert.Equal(AddResult.Added, (await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1))).Result);
    }

    [Fact]
    public async Task ForgetUnneededAsync_DeletedFiles_AreNotRemembered()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 2));
        await folder.Index.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Cancellation);
        var unneeded = await UnneededAsync(folder.Index);

        await folder.Index.ForgetUnneededAsync([unneeded[0]], Cancellation);

        Assert.Equal(2, unneeded.Count);
        Assert.Equal([unneeded[1]], await UnneededAsync(folder.Index));
    }

    [Theory]
    [InlineData(QueryRetrieveLevel.Patient, 2)]
    [InlineData(QueryRetrieveLevel.Study, 1)]
    [InlineData(QueryRetrieveLevel.Series, 1)]
    [InlineData(QueryRetrieveLevel.Image, 1)]
    public async Task DeleteAsync_OfEachLevel_TellsWhoseItWasAndOfWhichStudies(QueryRetrieveLevel level, int studies)
    {
        await using var folder = IndexFolder.Open();
        var added = await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        await folder.Index.AddAsync(Instances.Header("P1", 2, 1, 1));
        await folder.Index.AddAsync(Instances.Header("P2", 3, 1, 1));
        var resource = await folder.Index.Browser.FindAsync(added.Id, QueryRetrieveLevel.Image, Cancellation) ?? throw new InvalidOperationException("It is not there.");
        var above = await folder.Index.Browser.FindAboveAsync(resource, level, Cancellation) ?? resource;

        var deletion = await folder.Index.DeleteAsync(level, above.Id, Cancellation);

        Assert.Equal(("P1", studies), (deletion?.PatientId, deletion?.StudyInstanceUids.Count));
        Assert.Contains(resource.AllAttributes().GetString(Tags.StudyInstanceUID), deletion!.StudyInstanceUids);
    }

    [Fact]
    public async Task AddAsync_MorePatientsThanAllowed_RecyclesTheOneThatGotNothingForLongest()
    {
        await using var folder = IndexFolder.Open(options => options with { MaximumPatientCount = 3 });
        foreach (var (patient, instance) in new[] { ("P1", 1), ("P2", 1), ("P3", 1), ("P1", 2) })
            await folder.Index.AddAsync(Instances.Header(patient, 1, 1, instance));
        Assert.True(await folder.Index.ProtectAsync(ArchiveId.OfPatient("P2"), isProtected: true, Cancellation));

        var outcome = await folder.Index.AddAsync(Instances.Header("P4", 1, 1, 1));

        Assert.Equal(AddResult.Added, outcome.Result);
        Assert.Equal([ArchiveId.OfPatient("P3")], outcome.Recycled);
        Assert.Equal("P3", Assert.Single(outcome.Deletions).PatientId);
        Assert.Single(outcome.Unneeded);
        Assert.Equal(["P1", "P2", "P4"], await PatientsAsync(folder.Index));
        Assert.Equal(3, (await folder.Index.MeasureAsync(Cancellation)).Patients);
        Assert.False(await folder.Index.ProtectAsync(ArchiveId.OfPatient("P3"), isProtected: true, Cancellation));
    }

    [Fact]
    public async Task AddAsync_NothingToRecycle_HasNoRoomAndChangesNothing()
    {
        await using var folder = IndexFolder.Open(options => options with { MaximumStorageLength = 3000 });
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        await folder.Index.AddAsync(Instances.Header("P2", 1, 1, 1));
        await folder.Index.ProtectAsync(ArchiveId.OfPatient("P1"), isProtected: true, Cancellation);

        var tooMuch = await folder.Index.AddAsync(Instances.New(Instances.Header("P3", 1, 1, 1), length: 2500), Cancellation);
        var ownOnly = await folder.Index.AddAsync(Instances.New(Instances.Header("P2", 1, 1, 2), length: 1500), Cancellation);
        var largerThanAll = await folder.Index.AddAsync(Instances.New(Instances.Header("P3", 1, 1, 1), length: 3001), Cancellation);
        var fits = await folder.Index.AddAsync(Instances.New(Instances.Header("P3", 1, 1, 1), length: 2000), Cancellation);

        Assert.Equal([AddResult.NoRoom, AddResult.NoRoom, AddResult.NoRoom, AddResult.Added], [tooMuch.Result, ownOnly.Result, largerThanAll.Result, fits.Result]);
        Assert.Empty(tooMuch.Recycled);
        Assert.Equal([ArchiveId.OfPatient("P2")], fits.Recycled);
        Assert.Equal(["P1", "P3"], await PatientsAsync(folder.Index));
        Assert.Equal(new ArchiveStatistics(2, 2, 2, 2, 3000, 3000), await folder.Index.MeasureAsync(Cancellation));
    }

    [Fact]
    public async Task AddAsync_RejectAtTheLimit_HasNoRoomForNewOnes()
    {
        await using var folder = IndexFolder.Open(options => options with
        {
            MaximumStorageLength = 2000,
            MaximumPatientCount = 1,
            MaximumStorageMode = MaximumStorageMode.Reject,
        });
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));

        Assert.Equal(AddResult.NoRoom, (await folder.Index.AddAsync(Instances.Header("P2", 1, 1, 1))).Result);
        Assert.Equal(AddResult.Added, (await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 2))).Result);
        Assert.Equal(AddResult.NoRoom, (await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 3))).Result);
        Assert.Equal(AddResult.Replaced, (await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1), OverwritePolicy.Always)).Result);
        Assert.Equal(AddResult.AlreadyStored, (await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1))).Result);
    }

    [Fact]
    public async Task Open_WithALimitForTheFirstTime_KnowsWhoGotNothingForLongest()
    {
        await using var folder = IndexFolder.Open();
        foreach (var (patient, instance) in new[] { ("P1", 1), ("P2", 1), ("P1", 2) })
            await folder.Index.AddAsync(Instances.Header(patient, 1, 1, instance));
        await folder.CloseAsync();
        folder.Reopen(options => options with { MaximumPatientCount = 2 });

        var outcome = await folder.Index.AddAsync(Instances.Header("P3", 1, 1, 1));

        Assert.Equal([ArchiveId.OfPatient("P2")], outcome.Recycled);
    }

    [Theory]
    [InlineData(1ul, 1ul, AddResult.AlreadyStored)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, AddResult.AlreadyStored)]
    [InlineData(1ul, 2ul, AddResult.Replaced)]
    [InlineData(null, 2ul, AddResult.Replaced)]
    [InlineData(null, null, AddResult.Replaced)]
    public async Task AddAsync_IfChanged_ComparesDigests(ulong? before, ulong? after, AddResult result)
    {
        await using var folder = IndexFolder.Open();
        var instance = Instances.New(Instances.Header("P1", 1, 1, 1));
        await folder.Index.AddAsync(instance with { File = instance.File with { Digest = before } }, Cancellation);

        var outcome = await folder.Index.AddAsync(
            instance with { Overwrite = OverwritePolicy.IfChanged, File = instance.File with { FileId = Guid.CreateVersion7(), Digest = after } }, Cancellation);

        Assert.Equal(result, outcome.Result);
    }

    [Fact]
    public async Task RederiveAsync_AfterExtraAttributesWereAdded_HasThem()
    {
        await using var folder = IndexFolder.Open();
        var header = Instances.Header("P1", 1, 1, 1);
        header.Set(Tags.PatientMotherBirthName, "Roe^Mary");
        header.Set(Tags.KVP, "120");
        var instance = Instances.New(header);
        await folder.Index.AddAsync(instance, Cancellation);
        await folder.CloseAsync();
        folder.Reopen(options => options with
        {
            ExtraAttributes = new Dictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>>
            {
                [QueryRetrieveLevel.Patient] = [Tags.PatientMotherBirthName],
                [QueryRetrieveLevel.Image] = [Tags.KVP],
            },
        });
        var state = await folder.Index.GetStateAsync(Cancellation);
        Assert.Contains("Patient has (0010,1060)", state.Difference, StringComparison.Ordinal);
        Assert.Contains("Image has (0018,0060)", state.Difference, StringComparison.Ordinal);
        Assert.False(folder.Index.HasAttribute(QueryRetrieveLevel.Study, Tags.PatientMotherBirthName));

        Assert.True(await folder.Index.RederiveAsync(instance.File, header, Cancellation));
        Assert.False(await folder.Index.RederiveAsync(instance.File with { FileId = Guid.CreateVersion7() }, header, Cancellation));
        await folder.Index.MarkRebuiltAsync(Cancellation);

        Assert.Empty((await folder.Index.GetStateAsync(Cancellation)).Difference);
        Assert.True(folder.Index.HasAttribute(QueryRetrieveLevel.Study, Tags.PatientMotherBirthName));
        Assert.False(folder.Index.HasAttribute(QueryRetrieveLevel.Series, Tags.KVP));

        var image = Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Image, new() { { Tags.PatientID, "P1" } }));
        Assert.Equal("Roe^Mary", image.GetString(Tags.PatientMotherBirthName));
        Assert.Equal("120", image.GetString(Tags.KVP));
    }

    private static async Task<List<Guid>> UnneededAsync(SqliteIndex index)
    {
        List<Guid> files = [];
        await foreach (var file in index.ListUnneededAsync(Cancellation))
            files.Add(file);
        return files;
    }

    private static async Task<List<string?>> PatientsAsync(SqliteIndex index) =>
        [.. (await index.FindAsync(QueryRetrieveLevel.Patient, [])).Select(patient => patient.GetString(Tags.PatientID)).Order(StringComparer.Ordinal)];
}
