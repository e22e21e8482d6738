using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests.Rebuild;

public sealed class RebuildTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RebuildIndexAsync_RowsDeletedAndAltered_AreAsBefore(bool compresses)
    {
        await using var archive = new SqliteArchive { Options = new ArchiveOptions { Compresses = compresses } };
        await FillAsync(archive);
        var before = archive.Dump();
        Assert.Equal(13, before.Count);
        archive.Damage("""
            DELETE FROM studies WHERE uid = '1.2.2';
            DELETE FROM instances WHERE uid = '1.2.1.1.1';
            UPDATE patients SET patient_id = 'wrong', birth_date = 1, tags = x'' WHERE patient_id = 'P3';
            UPDATE studies SET uid = '9.9', study_date = 1, accession_number = 'wrong' WHERE uid = '1.2.3';
            UPDATE series SET uid = '9.9.9', modality = 'XX' WHERE uid = '1.2.3.1';
            UPDATE instances SET uid = '9', number = 7, length = 1, data_set_offset = 5, pixel_data_offset = 4, tags = x'' WHERE uid = '1.2.3.1.1';
            DELETE FROM patient_names;
            INSERT INTO patients (public_id, patient_id, tags) VALUES (x'00', 'nobody', x'');
            """);
        Assert.NotEqual(before, archive.Dump());
        await archive.OpenAsync();

        var result = await archive.Archive.RebuildIndexAsync(null, Token);

        Assert.Equal((8, 5, 0, 0), (result.Rederived, result.Added, result.Duplicates, result.Failed));
        await archive.CloseAsync();
        Assert.Equal(before, archive.Dump());
    }

    [Fact]
    public async Task RebuildIndexAsync_DatabaseLost_IsAsBefore()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        var before = archive.Dump();
        archive.LoseIndex();
        await archive.OpenAsync();
        Assert.Contains(archive.Log.GetSnapshot(), line => line.Id.Id == 7022);
        Assert.Equal(13, archive.Files.Count);
        Assert.Empty(await archive.FindAsync(QueryRetrieveLevel.Patient, []));

        var result = await archive.Archive.RebuildIndexAsync(null, Token);

        Assert.Equal(13, result.Added);
        Assert.Equal("Doe^Jane", Assert.Single(await archive.FindAsync(QueryRetrieveLevel.Patient, new() { { Tags.PatientID, "P2" }, { Tags.PatientName, "" } })).GetString(Tags.PatientName));
        await archive.CloseAsync();
        Assert.Equal(before, archive.Dump());
        await archive.OpenAsync();
        Assert.DoesNotContain(archive.Log.GetSnapshot(), line => line.Id.Id is 7022 or 7020);
    }

    [Fact]
    public async Task OpenAsync_IndexAndMarkLost_DeletesNoFile()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        archive.LoseIndex();
        File.Delete(Path.Combine(archive.Folder, "settled"));

        await archive.OpenAsync();
        await archive.StoreAsync(TestInstance.Make("1.2.99.1.1", study: "1.2.99", series: "1.2.99.1"));
        await archive.CloseAsync();
        File.Delete(Path.Combine(archive.Folder, "settled"));
        await archive.OpenAsync();

        Assert.Equal(14, archive.Files.Count);
        Assert.Equal(13, (await archive.Archive.RebuildIndexAsync(null, Token)).Added);
    }

    [Fact]
    public async Task RebuildIndexAsync_UnreadableFiles_AreReportedAndPassedOver()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        var files = archive.Files;
        File.Delete(files[0]);
        await File.WriteAllBytesAsync(files[1], (await File.ReadAllBytesAsync(files[1], Token))[..^100], Token);
        await File.WriteAllTextAsync(files[2], "This is no DICOM file.", Token);
        await File.WriteAllBytesAsync(files[3], [], Token);
        await File.WriteAllBytesAsync(files[4], [0x78, 0x01, 1, 2, 3, 4, 5, 6, 7, 8], Token);
        archive.Damage("UPDATE instances SET number = 4711");
        await archive.OpenAsync();

        var result = await archive.Archive.RebuildIndexAsync(null, Token);

        Assert.Equal((8, 0, 5), (result.Rederived, result.Added, result.Failed));
        Assert.Equal(files.Take(5).Select(Path.GetFileName), result.Failures.Select(failure => failure.FileId.ToString("N")).Order(StringComparer.Ordinal));
        Assert.Equal(5, archive.Log.GetSnapshot().Count(line => line.Id.Id == 7042));
        Assert.Equal(12, archive.Files.Count);
    }

    [Fact]
    public async Task RebuildIndexAsync_CancelledInTheMiddle_CanBeStartedAgain()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        await archive.OpenAsync();
        for (var i = 0; i < 200; i++)
            await archive.StoreAsync(TestInstance.Make($"1.2.9.1.{i}", 10, "P9", "1.2.9", "1.2.9.1"));
        await archive.CloseAsync();
        var before = archive.Dump();
        archive.LoseIndex();
        await archive.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => archive.Archive.RebuildIndexAsync(new Callback(progress =>
            {
                if (progress.Done == 3)
                    stop.Cancel();
            }), stop.Token));
        await archive.CloseAsync();
        await archive.OpenAsync();
        Assert.InRange((await archive.Index.MeasureAsync(Token)).Instances, 3, 212);
        Assert.Contains(archive.Log.GetSnapshot(), line => line.Id.Id == 7022);
        await archive.Archive.RebuildIndexAsync(null, Token);

        await archive.CloseAsync();
        Assert.Equal(before, archive.Dump());
    }

    [Fact]
    public async Task RebuildIndexAsync_WhileItRuns_AnswersQueriesAndStores()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        List<int> found = [];
        GatedArea? gate = null;
        await archive.OpenAsync(wrap: area => gate = new GatedArea(area));

        var rebuild = archive.Archive.RebuildIndexAsync(null, Token);
        Assert.NotNull(gate);
        await gate.Waiting.WaitAsync(TimeSpan.FromSeconds(60), Token);
        found.Add((await archive.FindAsync(QueryRetrieveLevel.Image, new() { { Tags.PatientID, "" } })).Count);
        var replaced = await archive.StoreAsync(TestInstance.Make("1.2.99.1.1", study: "1.2.99", series: "1.2.99.1"));
        Assert.NotNull(await archive.Archive.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P3"), Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => archive.Archive.RebuildIndexAsync(null, Token));
        gate.Open();
        var result = await rebuild;

        Assert.Equal([13], found);
        Assert.Equal(0, result.Failed);
        Assert.Equal(0, result.Added);
        Assert.NotEqual(default, replaced);
        Assert.Equal(11, (await archive.FindAsync(QueryRetrieveLevel.Image, new() { { Tags.PatientID, "" } })).Count);
        Assert.Equal(11, archive.Files.Count);
    }

    [Fact]
    public async Task RebuildIndexAsync_Progress_RisesToTheTotal()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        archive.Damage("DELETE FROM studies WHERE uid = '1.2.2'");
        await archive.OpenAsync();
        List<RebuildProgress> seen = [];

        await archive.Archive.RebuildIndexAsync(new Callback(seen.Add), Token);

        Assert.Equal(Enumerable.Range(0, 14).Select(done => new RebuildProgress(done, 13, 0)), seen);
    }

    [Fact]
    public async Task RebuildIndexAsync_AFileOfAStoredInstance_IsLeftWithoutARow()
    {
        await using var archive = new SqliteArchive();
        await FillAsync(archive);
        var copy = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(30));
        var path = Path.Combine(archive.Folder, FolderLayout.FolderOf(copy));
        Directory.CreateDirectory(path);
        File.Copy(archive.Files[0], Path.Combine(path, FolderLayout.NameOf(copy)));
        await archive.OpenAsync();

        var result = await archive.Archive.RebuildIndexAsync(null, Token);

        Assert.Equal((13, 0, 1, 0), (result.Rederived, result.Added, result.Duplicates, result.Failed));
        Assert.Equal(14, archive.Files.Count);
    }

    [Fact]
    public async Task RebuildIndexAsync_ExtraAttributes_AreFoundBeforeAndAfter()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync();
        var instance = TestInstance.Make();
        instance.Set(Tags.KVP, "120");
        instance.Set(Tags.PatientMotherBirthName, "Roe^Mary");
        await archive.StoreAsync(instance);
        await archive.CloseAsync();
        var keys = new DicomDataSet { { Tags.PatientMotherBirthName, "Roe*" }, { Tags.SOPInstanceUID, "" }, { Tags.KVP, "" } };
        Func<ArchiveIndexOptions, ArchiveIndexOptions> extra = options => options with
        {
            ExtraAttributes = new Dictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>>
            {
                [QueryRetrieveLevel.Patient] = [Tags.PatientMotherBirthName],
                [QueryRetrieveLevel.Image] = [Tags.KVP],
            },
        };

        // With the files, as long as the rows do not tell.
        await archive.OpenAsync(extra);
        Assert.Contains("(0018,0060)", Assert.Single(archive.Log.GetSnapshot(), line => line.Id.Id == 7023).Message, StringComparison.Ordinal);
        Assert.Equal("120", Assert.Single(await archive.FindAsync(QueryRetrieveLevel.Image, keys)).GetString(Tags.KVP));

        await archive.Archive.RebuildIndexAsync(null, Token);
        await archive.CloseAsync();
        await archive.OpenAsync(extra, new ArchiveFindOptions { StorageAccess = StorageAccess.Never });

        Assert.DoesNotContain(archive.Log.GetSnapshot(), line => line.Id.Id == 7023);
        Assert.Equal("120", Assert.Single(await archive.FindAsync(QueryRetrieveLevel.Image, keys)).GetString(Tags.KVP));
        keys.Set(Tags.KVP, "121");
        Assert.Empty(await archive.FindAsync(QueryRetrieveLevel.Image, keys));
    }

    [Fact]
    public async Task Open_IndexInUse_IsRefused()
    {
        await using var archive = new SqliteArchive();
        await archive.OpenAsync();

        var fault = Assert.Throws<IOException>(() => SqliteIndex.Open(new ArchiveIndexOptions { Path = archive.IndexPath }));

        Assert.Equal("Another program uses the index.", fault.Message);
    }

    /// <summary>Three patients, four studies, 13 instances, one of them long; closed.</summary>
    private static async Task FillAsync(SqliteArchive archive)
    {
        await archive.OpenAsync();
        foreach (var (patient, study, count) in ((string, int, int)[])[("P1", 1, 3), ("P2", 2, 4), ("P3", 3, 3), ("P1", 4, 3)])
        {
            for (var i = 1; i <= count; i++)
            {
                var instance = TestInstance.Make($"1.2.{study}.{i % 2}.{i}", i == 2 ? 400_000 : 600, patient, $"1.2.{study}", $"1.2.{study}.{i % 2}");
                instance.Set(Tags.InstanceNumber, i);
                instance.Set(Tags.Modality, i % 2 == 0 ? "CT" : "MR");
                instance.Set(Tags.StudyDate, $"2026010{study}");
                instance.Set(Tags.AccessionNumber, $"A{study}");
                instance.Set(Tags.PatientBirthDate, "19700102");
                await archive.StoreAsync(instance);
            }
        }

        await archive.CloseAsync();
    }

    private sealed class Callback(Action<RebuildProgress> told) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => told(value);
    }
}
