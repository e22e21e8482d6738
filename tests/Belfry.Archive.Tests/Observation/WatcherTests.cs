using System.Threading.Channels;
using Belfry.Dicom;
using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests.Observation;

public sealed class WatcherTests
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filter_Discard_AnswersSuccessAndKeepsNothing()
    {
        await using var bench = new ArchiveBench { Filters = [new Filter(_ => InstanceVerdict.Accept), new Filter(_ => InstanceVerdict.Discard)] };
        await bench.OpenAsync();
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make()));
        Assert.Empty(bench.Files);
        Assert.Empty(bench.Index.Rows);
    }

    [Fact]
    public async Task Filter_ThatRefuses_SendsItsStatusAndAsksNoOther()
    {
        var asked = 0;
        await using var bench = new ArchiveBench
        {
            Filters =
            [
                new Filter(instance => throw new DimseStatusException(new DimseStatus(0xA701), instance.Header.GetString(Tags.PatientID))),
                new Filter(_ => (InstanceVerdict)(asked++)),
            ],
        };
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync();
        var reply = await ArchiveBench.SendAsync(association, _uid, TestInstance.Make());
        Assert.Equal(new DimseStatus(0xA701), reply.Status);
        Assert.Equal("P1", reply.Response.ErrorComment);
        Assert.Equal(0, asked);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Filter_ThatFails_RefusesWithC000()
    {
        await using var bench = new ArchiveBench { Filters = [new Filter(_ => throw new InvalidOperationException("A bug."))] };
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync();
        Assert.Equal(new DimseStatus(0xC000), (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make())).Status);
        Assert.Empty(bench.Files);
    }

    [Fact]
    public async Task Observer_Stored_IsToldWithAReadableSource()
    {
        var observer = new Observer();
        await using var bench = new ArchiveBench { Observers = [observer], Options = new ArchiveOptions { Overwrite = OverwritePolicy.Always } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await bench.StoreAsync(TestInstance.Make(pixels: 1024));

        var first = Assert.IsType<StoredInstance>(await observer.NextAsync());
        var second = Assert.IsType<StoredInstance>(await observer.NextAsync());
        Assert.False(first.Replaced);
        Assert.True(second.Replaced);
        Assert.Equal(ArchiveId.OfInstance("P1", new DicomUid("1.2.3"), new DicomUid("1.2.3.4"), _uid).ToString(), second.Id);
        await using var stream = await second.Source.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        Assert.Equal(TestInstance.Make(pixels: 1024).ToBytes(TransferSyntax.ExplicitVRLittleEndian), bytes.ToArray());
    }

    [Fact]
    public async Task Observer_QuietPatientStudyAndSeries_AreStableOnce()
    {
        var observer = new Observer();
        await using var bench = new ArchiveBench { Observers = [observer], Options = new ArchiveOptions { StableAge = TimeSpan.FromSeconds(10) } };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        bench.Clock.Advance(TimeSpan.FromSeconds(4));
        await bench.StoreAsync(TestInstance.Make("1.2.3.4.6", series: "1.2.3.5"));
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await bench.StoreAsync(TestInstance.Make("1.2.3.4.7"));
        for (var i = 0; i < 30; i++)
            bench.Clock.Advance(TimeSpan.FromSeconds(1));

        var told = new List<ArchiveResource>();
        while (told.Count < 4)
        {
            if (await observer.NextAsync() is ArchiveResource resource)
                told.Add(resource);
        }

        var (study, series) = (new DicomUid("1.2.3"), new DicomUid("1.2.3.4"));
        Assert.Equal(
            new HashSet<ArchiveResource>
            {
                new(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1").ToString()),
                new(QueryRetrieveLevel.Study, ArchiveId.OfStudy("P1", study).ToString()),
                new(QueryRetrieveLevel.Series, ArchiveId.OfSeries("P1", study, series).ToString()),
                new(QueryRetrieveLevel.Series, ArchiveId.OfSeries("P1", study, new DicomUid("1.2.3.5")).ToString()),
            },
            told.ToHashSet());
        Assert.Equal(ArchiveId.OfSeries("P1", study, new DicomUid("1.2.3.5")).ToString(), told[0].Id);
    }

    [Fact]
    public async Task Observer_ThatFailsOrHangs_HindersNobody()
    {
        var good = new Observer();
        await using var bench = new ArchiveBench
        {
            Observers = [new Observer { Before = _ => throw new InvalidOperationException("A bug.") }, new Observer { Before = token => Task.Delay(Timeout.Infinite, token) }, good],
        };
        await bench.OpenAsync();
        for (var i = 1; i <= 3; i++)
            Assert.Equal(DimseStatus.Success, await bench.StoreAsync(TestInstance.Make($"1.2.{i}")));
        for (var i = 0; i < 3; i++)
            Assert.IsType<StoredInstance>(await good.NextAsync());
        await bench.CloseAsync();
    }

    [Fact]
    public async Task Observer_DeletedPatient_IsTold()
    {
        var observer = new Observer();
        await using var bench = new ArchiveBench { Observers = [observer] };
        await bench.OpenAsync();
        await bench.StoreAsync(TestInstance.Make());
        await bench.Archive.DeleteAsync(QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1"), Token);
        Assert.IsType<StoredInstance>(await observer.NextAsync());
        var (what, deleted) = Assert.IsType<(string, ArchiveResource)>(await observer.NextAsync());
        Assert.Equal(("deleted", QueryRetrieveLevel.Patient, ArchiveId.OfPatient("P1").ToString(), "P1"), (what, deleted.Level, deleted.Id, deleted.PatientId));
        Assert.Single(deleted.StudyInstanceUids);
    }

    private sealed class Filter(Func<IncomingInstance, InstanceVerdict> decide) : IInstanceFilter
    {
        public ValueTask<InstanceVerdict> FilterAsync(IncomingInstance instance, CancellationToken cancellation) => ValueTask.FromResult(decide(instance));
    }

    private sealed class Observer : IArchiveObserver
    {
        private readonly Channel<object> _told = Channel.CreateUnbounded<object>();

        public Func<CancellationToken, Task>? Before { get; init; }

        public async ValueTask<object> NextAsync() => await _told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);

        public ValueTask OnStoredAsync(StoredInstance instance, CancellationToken cancellation) => TellAsync(instance, cancellation);

        public ValueTask OnStableAsync(ArchiveResource resource, CancellationToken cancellation) => TellAsync(resource, cancellation);

        public ValueTask OnDeletedAsync(ArchiveResource resource, CancellationToken cancellation) => TellAsync(("deleted", resource), cancellation);

        private async ValueTask TellAsync(object change, CancellationToken cancellation)
        {
            if (Before is not null)
                await Before(cancellation);
            await _told.Writer.WriteAsync(change, cancellation);
        }
    }
}
