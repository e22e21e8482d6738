using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Worklists.Tests;

/// <summary>Answers without a detour, and never older ones for it.</summary>
public sealed class AtHandTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task FindAtHand_SettledFolder_IsWhatFindGives()
    {
        using var fixture = Settled();
        var query = Request(new DicomDataSet());
        var asked = await fixture.FindAsync(query);
        Assert.Equal(asked, AtHand(fixture, query).Select(WorklistSamples.NameOf));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task FindAtHand_ExactKey_LooksAtItsCandidates()
    {
        using var fixture = Settled();
        var query = Request(new DicomDataSet { { Tags.PatientID, WorklistSamples.Read("W03").GetString(Tags.PatientID) ?? "" } });
        Assert.Equal(await fixture.FindAsync(query), AtHand(fixture, query).Select(WorklistSamples.NameOf));
    }

    [Fact]
    public async Task FindAtHand_FolderThatChanged_LeavesItToFind()
    {
        using var fixture = Settled();
        fixture.Write("W05");
        var query = Request(new DicomDataSet());
        Assert.Null(fixture.Worklist.FindAtHand(query));
        Assert.Equal(3, (await fixture.FindAsync(query)).Count);
    }

    [Fact]
    public void FindAtHand_FolderThatWasNotReadYet_LeavesItToFind()
    {
        using var fixture = new WorklistFolderFixture();
        Directory.Delete(fixture.Folder);
        Assert.Null(fixture.Worklist.FindAtHand(Request(new DicomDataSet())));
    }

    [Fact]
    public void FindAtHand_MoreThanTheLimit_IsIncomplete()
    {
        using var fixture = Settled(static options => options with { LimitAnswers = 1 });
        var query = Request(new DicomDataSet());
        Assert.Single(AtHand(fixture, query));
        Assert.True(query.IsIncomplete);
    }

    [Fact]
    public void FindAtHand_AsManyAsTheLimit_IsComplete()
    {
        using var fixture = Settled(static options => options with { LimitAnswers = 2 });
        var query = Request(new DicomDataSet());
        Assert.Equal(2, AtHand(fixture, query).Count);
        Assert.False(query.IsIncomplete);
    }

    [Fact]
    public void FindAtHand_QueryThatIsNarrowedToTheStation_LeavesItToFind()
    {
        using var fixture = Settled(static options => options with { FilterIssuerAet = true });
        Assert.Null(fixture.Worklist.FindAtHand(Request(new DicomDataSet())));
    }

    [Fact]
    public void FindAtHand_ManyCandidates_LeavesItToFind()
    {
        using var fixture = Settled(copies: 40);
        Assert.Equal(41, fixture.Worklist.ItemCount);
        Assert.Null(fixture.Worklist.FindAtHand(Request(new DicomDataSet())));
    }

    private static WorklistRequest Request(DicomDataSet keys) =>
        new(new WorklistQuery(keys), new DicomConnection(AETitle.Parse("MODALITY"), AETitle.Parse("BELFRY"), null, 1));

    // Two items whose times are so old that nothing can have changed since, as in any folder a moment after the last change.
    private static WorklistFolderFixture Settled(Func<FolderWorklistOptions, FolderWorklistOptions>? configure = null, int copies = 1)
    {
        var fixture = new WorklistFolderFixture(configure);
        fixture.Write("W01");
        for (var i = 0; i < copies; i++)
            File.WriteAllBytes(fixture.PathOf($"W03-{i:D2}.wl"), WorklistSamples.Files["W03"]);
        var past = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var file in Directory.GetFiles(fixture.Folder))
            File.SetLastWriteTimeUtc(file, past);
        Directory.SetLastWriteTimeUtc(fixture.Folder, past);

        Assert.Equal(copies + 1, fixture.Worklist.ItemCount);
        return fixture;
    }

    // Events of the writing may come late, and each has the folder read once more.
    private static IReadOnlyList<DicomDataSet> AtHand(WorklistFolderFixture fixture, WorklistRequest query)
    {
        IReadOnlyList<DicomDataSet>? found = null;
        Assert.True(SpinWait.SpinUntil(() => (found = fixture.Worklist.FindAtHand(query)) is not null || fixture.Worklist.ItemCount < 0, s_patience));
        return found ?? [];
    }
}
