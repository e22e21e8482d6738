using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class ChangeLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListAsync_OneInstance_IsNewFromTheInstanceUp()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));

        var changes = await folder.Index.Changes.ListAsync(new ChangeQuery(0, 100), Cancellation);

        Assert.Equal(
            [QueryRetrieveLevel.Image, QueryRetrieveLevel.Series, QueryRetrieveLevel.Study, QueryRetrieveLevel.Patient], changes.Select(static change => change.Level));
        Assert.All(changes, static change => Assert.Equal(ChangeKind.New, change.Kind));
        Assert.All(changes, static change => Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), change.Time));
        Assert.Equal(changes[^1], await folder.Index.Changes.FindLastAsync(Cancellation));
    }

    [Fact]
    public async Task ListAsync_PagesOfAnySize_GiveEachChangeOnceAndInOrder()
    {
        await using var folder = IndexFolder.Open();
        for (var number = 1; number <= 12; number++)
            await folder.Index.AddAsync(Instances.Header($"P{number % 3}", number % 5, number % 2, number));
        await folder.Index.Changes.AddAsync(ChangeKind.Stable, QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Cancellation);
        await folder.Index.AddAsync(Instances.Header("P9", 9, 1, 1));
        var all = await folder.Index.Changes.ListAsync(new ChangeQuery(0, 1000), Cancellation);

        for (var size = 1; size <= 7; size++)
        {
            List<ArchiveChange> paged = [];
            while (await folder.Index.Changes.ListAsync(new ChangeQuery(paged is [.., var last] ? last.Sequence : 0, size), Cancellation) is { Count: > 0 } page)
                paged.AddRange(page);
            Assert.Equal(all, paged);
        }

        Assert.Equal(all.Count, all.Select(static change => change.Sequence).Distinct().Count());
        Assert.Single(all, static change => change.Kind == ChangeKind.Stable);
        Assert.Equal(13, all.Count(static change => change.Level == QueryRetrieveLevel.Image));
    }

    [Fact]
    public async Task Sequence_TheLatestIsDeletedAndTheIndexOpenedAgain_IsNotGivenTwice()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        await folder.Index.AddAsync(Instances.Header("P2", 2, 1, 1));
        var before = await folder.Index.Changes.FindLastAsync(Cancellation);

        await folder.Index.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P2"), Cancellation);
        await folder.CloseAsync();
        folder.Reopen();
        Assert.DoesNotContain(await folder.Index.Changes.ListAsync(new ChangeQuery(0, 100), Cancellation), change => change.Id == ArchiveId.OfPatient("P2"));
        await folder.Index.AddAsync(Instances.Header("P3", 3, 1, 1));

        Assert.Equal(4, (await folder.Index.Changes.ListAsync(new ChangeQuery(before?.Sequence ?? 0, 100), Cancellation)).Count);
    }

    [Fact]
    public async Task ClearAsync_WhatWas_IsNotToldAnyMore()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        await folder.Index.Changes.AddAsync(ChangeKind.Stable, QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Cancellation);

        await folder.Index.Changes.ClearAsync(Cancellation);

        Assert.Empty(await folder.Index.Changes.ListAsync(new ChangeQuery(0, 100), Cancellation));
        Assert.Null(await folder.Index.Changes.FindLastAsync(Cancellation));
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 2));
        Assert.Single(await folder.Index.Changes.ListAsync(new ChangeQuery(0, 100), Cancellation));
    }
}
