using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>What the index answers on the thread that receives, and what it leaves to others.</summary>
public sealed class AtHandTests
{
    private const int Many = 40;

    [Fact]
    public async Task FindAtHand_UniqueKey_GivesWhatIsThere()
    {
        await using var folder = await FillAsync();

        Assert.Equal("P7", Assert.Single(AtHand(folder.Index, new() { { Tags.StudyInstanceUID, "1.2.7" } })!).GetString(Tags.PatientID));
        Assert.Equal(3, AtHand(folder.Index, new() { { Tags.StudyDate, "20260101-20260103" } })!.Count);
        Assert.Empty(AtHand(folder.Index, new() { { Tags.StudyInstanceUID, "1.2.99" } })!);
    }

    [Fact]
    public async Task FindAtHand_AfterAChange_KnowsIt()
    {
        await using var folder = await FillAsync();
        DicomDataSet keys = new() { { Tags.StudyInstanceUID, "1.2.99" } };
        Assert.Empty(AtHand(folder.Index, keys)!);

        await folder.Index.AddAsync(Instances.Header("P99", 99, 1, 1));
        Assert.Single(AtHand(folder.Index, keys)!);
        await folder.Index.DeleteAsync(QueryRetrieveLevel.Study, ArchiveId.OfStudy("P99", new("1.2.99")), TestContext.Current.CancellationToken);
        Assert.Empty(AtHand(folder.Index, keys)!);
    }

    [Fact]
    public async Task FindAtHand_ManyAnswers_LeavesThemToFind()
    {
        await using var folder = await FillAsync();

        Assert.Null(AtHand(folder.Index, []));
        Assert.Equal(Many, (await folder.Index.FindAsync(QueryRetrieveLevel.Study, [])).Count);
    }

    [Fact]
    public async Task FindAtHand_LongSearchForFew_IsBrokenOff()
    {
        // One study with so many instances that counting them takes long.
        await using var folder = await FillAsync();
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(number => folder.Index.AddAsync(Instances.Header("P1", 1, 1, number))));
        DicomDataSet keys = new() { { Tags.StudyInstanceUID, "1.2.1" } };
        Assert.Single(AtHand(folder.Index, keys)!);
        keys.SetEmpty(Tags.NumberOfStudyRelatedInstances);

        Assert.Null(AtHand(folder.Index, keys));

        // The connection that was hurried takes its time again.
        Assert.Equal(3000, Assert.Single(await folder.Index.FindAsync(QueryRetrieveLevel.Study, keys)).GetInteger(Tags.NumberOfStudyRelatedInstances));
        Assert.Single(AtHand(folder.Index, new() { { Tags.StudyInstanceUID, "1.2.1" } })!);
    }

    [Fact]
    public async Task FindAtHand_NoConnectionOpenYet_LeavesItToFind()
    {
        await using var folder = IndexFolder.Open();

        Assert.Null(AtHand(folder.Index, new() { { Tags.StudyInstanceUID, "1.2.1" } }));
    }

    private static IReadOnlyList<DicomDataSet>? AtHand(SqliteIndex index, DicomDataSet keys) =>
        index.FindAtHand(new FindQuery(keys, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study));

    private static async Task<IndexFolder> FillAsync()
    {
        var folder = IndexFolder.Open(options => options with { IsDurable = false });
        for (var study = 0; study < Many; study++)
        {
            var header = Instances.Header($"P{study}", study, 1, 1);
            header.Set(Tags.StudyDate, $"202601{study:00}");
            await folder.Index.AddAsync(header);
        }

        // Opens a connection.
        await folder.Index.FindAsync(QueryRetrieveLevel.Study, new() { { Tags.StudyInstanceUID, "1.2.1" } });
        return folder;
    }
}
