using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class BrowserTests
{
    private static readonly ArchiveId _patient = ArchiveId.OfPatient("P1");
    private static readonly ArchiveId _study = ArchiveId.OfStudy("P1", new("1.2.1"));
    private static readonly ArchiveId _series = ArchiveId.OfSeries("P1", new("1.2.1"), new("1.2.1.1"));
    private static readonly ArchiveId _instance = ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.1"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_EachLevel_TellsWhatItIsPartOfAndWhatIsPartOfIt()
    {
        await using var folder = await FillAsync();
        var browser = folder.Index.Browser;

        var patient = await FindAsync(browser, _patient);
        var study = await FindAsync(browser, _study);
        var series = await FindAsync(browser, _series);
        var instance = await FindAsync(browser, _instance);

        Assert.Equal((QueryRetrieveLevel.Patient, null), (patient.Level, patient.Parent));
        Assert.Equal([_study, ArchiveId.OfStudy("P1", new("1.2.2"))], patient.Children);
        Assert.Equal((QueryRetrieveLevel.Study, _patient), (study.Level, study.Parent));
        Assert.Equal((QueryRetrieveLevel.Series, _study), (series.Level, series.Parent));
        Assert.Equal([1L, 2L, null], series.InstanceNumbers.Order(Comparer<long?>.Create(static (a, b) => (a ?? 9).CompareTo(b ?? 9))));
        Assert.Equal((QueryRetrieveLevel.Image, _series), (instance.Level, instance.Parent));
        Assert.Equal(new DicomUid("1.2.1.1.1"), instance.File?.SopInstanceUid);
        Assert.Equal("CT1", instance.Origin?.CallingAETitle.Value);
        Assert.Equal("P1", instance.AttributesOf(QueryRetrieveLevel.Patient).GetString(Tags.PatientID));
        Assert.False(instance.AttributesOf(QueryRetrieveLevel.Image).Contains(Tags.PatientID));
        Assert.Equal("1.2.1", instance.AllAttributes().GetString(Tags.StudyInstanceUID));
        Assert.Null(await browser.FindAsync(_patient, QueryRetrieveLevel.Study, Cancellation));
        Assert.Null(await browser.FindAsync(ArchiveId.OfPatient("P9"), null, Cancellation));
    }

    [Fact]
    public async Task ListIdsAsync_Pages_GiveEachResourceOnceInTheOrderOfArrival()
    {
        await using var folder = await FillAsync();
        var browser = folder.Index.Browser;

        var all = await browser.ListIdsAsync(QueryRetrieveLevel.Image, 0, null, Cancellation);
        var first = await browser.ListIdsAsync(QueryRetrieveLevel.Image, 0, 3, Cancellation);
        var rest = await browser.ListIdsAsync(QueryRetrieveLevel.Image, 3, 100, Cancellation);

        Assert.Equal(5, all.Count);
        Assert.Equal(_instance, all[0]);
        Assert.Equal(all, [.. first, .. rest]);
        Assert.Equal(all.Skip(2), await browser.ListAsync(QueryRetrieveLevel.Image, 2, null, Cancellation).Select(static one => one.Id).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_PagesAfterDeletions_GiveEachResourceOnceInTheOrderOfArrival(bool isDeleted)
    {
        await using var folder = await FillAsync();
        var browser = folder.Index.Browser;
        if (isDeleted)
            await folder.Index.DeleteAsync(QueryRetrieveLevel.Image, ArchiveId.OfInstance("P1", new("1.2.1"), new("1.2.1.1"), new("1.2.1.1.2")), Cancellation);
        var all = await browser.ListIdsAsync(QueryRetrieveLevel.Image, 0, null, Cancellation);

        for (var skip = 0; skip <= all.Count + 1; skip++)
        {
            var page = await browser.ListAsync(QueryRetrieveLevel.Image, skip, 2, Cancellation).Select(static one => one.Id).ToListAsync(Cancellation);
            Assert.Equal(all.Skip(skip).Take(2), page);
            Assert.Equal(page, await browser.ListIdsAsync(QueryRetrieveLevel.Image, skip, 2, Cancellation));
        }

        Assert.Equal(isDeleted ? 4 : 5, all.Count);
        Assert.Empty(await browser.ListAsync(QueryRetrieveLevel.Image, 0, 0, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task SearchAsync_Bare_HasIdentifiersAndAttributesAlone()
    {
        await using var folder = await FillAsync();
        var browser = folder.Index.Browser;
        foreach (var level in (QueryRetrieveLevel[])[QueryRetrieveLevel.Study, QueryRetrieveLevel.Series, QueryRetrieveLevel.Image])
        {
            var query = new FindQuery(new DicomDataSet { { Tags.StudyInstanceUID, "1.2.1" } }, QueryRetrieveModel.PatientRoot, level);

            var whole = await browser.SearchAsync(query, null, isBare: false, Cancellation).ToListAsync(Cancellation);
            var bare = await browser.SearchAsync(query, null, isBare: true, Cancellation).ToListAsync(Cancellation);

            Assert.Equal(whole.Select(static one => one.Id), bare.Select(static one => one.Id));
            Assert.All(bare, static one => Assert.Equal((0, null), (one.Children.Count, one.File)));
            Assert.All(bare, static one => Assert.Equal("1.2.1", one.AllAttributes().GetString(Tags.StudyInstanceUID)));
        }
    }

    [Fact]
    public async Task ListBelowAsync_AndFindAboveAsync_WalkTheTree()
    {
        await using var folder = await FillAsync();
        var browser = folder.Index.Browser;
        var patient = await FindAsync(browser, _patient);
        var instance = await FindAsync(browser, _instance);

        Assert.Equal(4, await browser.ListBelowAsync(patient, QueryRetrieveLevel.Image, Cancellation).CountAsync(Cancellation));
        Assert.Equal(2, await browser.ListBelowAsync(patient, QueryRetrieveLevel.Series, Cancellation).CountAsync(Cancellation));
        Assert.Equal(0, await browser.ListBelowAsync(instance, QueryRetrieveLevel.Study, Cancellation).CountAsync(Cancellation));
        Assert.Equal(_study, (await browser.FindAboveAsync(instance, QueryRetrieveLevel.Study, Cancellation))?.Id);
        Assert.Equal(_patient, (await browser.FindAboveAsync(instance, QueryRetrieveLevel.Patient, Cancellation))?.Id);
        Assert.Null(await browser.FindAboveAsync(patient, QueryRetrieveLevel.Study, Cancellation));
        Assert.Equal(new ResourceSize(2, 2, 4, 4000, 4000), await browser.MeasureAsync(patient, Cancellation));
        Assert.Equal(new ResourceSize(1, 1, 1, 1000, 1000), await browser.MeasureAsync(instance, Cancellation));
    }

    [Fact]
    public async Task SearchAsync_BelowAResource_GivesOnlyWhatIsPartOfIt()
    {
        await using var folder = await FillAsync();
        var browser = folder.Index.Browser;
        var keys = new DicomDataSet { { Tags.StudyInstanceUID, "" }, { Tags.NumberOfStudyRelatedInstances, "" } };
        var query = new FindQuery(keys, QueryRetrieveModel.PatientRoot, QueryRetrieveLevel.Study);

        var all = await browser.SearchAsync(query, null, isBare: false, Cancellation).ToListAsync(Cancellation);
        var below = await browser.SearchAsync(query, await FindAsync(browser, _patient), isBare: false, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(3, all.Count);
        Assert.Equal([_study, ArchiveId.OfStudy("P1", new("1.2.2"))], below.Select(static study => study.Id));
        Assert.Equal("3", below[0].AllAttributes().GetString(Tags.NumberOfStudyRelatedInstances));
        Assert.Empty(await browser.SearchAsync(query, await FindAsync(browser, _instance), isBare: false, Cancellation).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData("P1", QueryRetrieveLevel.Patient)]
    [InlineData(" p1 ", QueryRetrieveLevel.Patient)]
    [InlineData("1.2.1", QueryRetrieveLevel.Study)]
    [InlineData("acc-1", QueryRetrieveLevel.Study)]
    [InlineData("1.2.1.1", QueryRetrieveLevel.Series)]
    [InlineData("1.2.1.1.1", QueryRetrieveLevel.Image)]
    public async Task LookUpAsync_AnIdentifierOfDicom_FindsItsResource(string text, QueryRetrieveLevel level)
    {
        await using var folder = await FillAsync();

        var found = Assert.Single(await folder.Index.Browser.LookUpAsync(text, Cancellation));

        Assert.Equal(level, found.Level);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a\\b")]
    [InlineData("x' OR 1=1 --")]
    public async Task LookUpAsync_NoIdentifier_FindsNothing(string text)
    {
        await using var folder = await FillAsync();

        Assert.Empty(await folder.Index.Browser.LookUpAsync(text, Cancellation));
    }

    [Fact]
    public async Task LastUpdate_SomethingIsTakenAway_IsTheTimeOfThatForAllAbove()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero));
        await using var folder = await FillAsync(clock);
        var browser = folder.Index.Browser;
        var before = (await FindAsync(browser, _patient)).LastUpdate;

        await folder.Index.DeleteAsync(QueryRetrieveLevel.Image, _instance, Cancellation);

        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), before);
        foreach (var id in (ArchiveId[])[_series, _study, _patient])
            Assert.Equal(clock.GetUtcNow(), (await FindAsync(browser, id)).LastUpdate);
    }

    private static async Task<ArchivedResource> FindAsync(IArchiveBrowser browser, ArchiveId id)
    {
        var found = await browser.FindAsync(id, null, Cancellation);
        Assert.NotNull(found);
        return found;
    }

    // Five instances: three in the first series of P1, one in another study, one of P2.
    private static async Task<IndexFolder> FillAsync(TimeProvider? clock = null)
    {
        var folder = IndexFolder.Open(options => options with { Clock = clock ?? TimeProvider.System });
        await folder.Index.AddAsync(Numbered(Instances.Header("P1", 1, 1, 1), 2));
        await folder.Index.AddAsync(Numbered(Instances.Header("P1", 1, 1, 2), 1));
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 3));
        await folder.Index.AddAsync(Instances.Header("P1", 2, 1, 1));
        await folder.Index.AddAsync(Instances.Header("P2", 3, 1, 1));
        return folder;
    }

    private static DicomDataSet Numbered(DicomDataSet header, int number)
    {
        header.Set(Tags.InstanceNumber, number);
        header.Set(Tags.AccessionNumber, "ACC-1");
        return header;
    }
}
