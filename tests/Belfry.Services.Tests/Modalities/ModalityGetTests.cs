using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Modalities;

/// <summary>C-GET and C-MOVE of plugins.</summary>
[Trait("Section", "PS3.4 C.4.3")]
public sealed class ModalityGetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ShortAndLongInstances_ComeWhole()
    {
        InstanceSource[] sent = [RetrieveHost.Instance(1), RetrieveHost.Instance(2, length: 3 * SpooledInstance.MostInMemory), RetrieveHost.Instance(3)];
        await using var archive = new ArchiveHost(retrieve: ScriptedRetrieve.Of(sent));
        List<FetchedInstance> received = [];
        await foreach (var instance in PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token))
            received.Add(instance);

        // They outlive the enumeration, and can be read more than once.
        Assert.Equal(3, received.Count);
        foreach (var (was, arrived) in sent.Zip(received))
        {
            Assert.Equal((was.SopClassUid, was.SopInstanceUid), (arrived.SopClassUid, arrived.SopInstanceUid));
            var bytes = await BytesOf(arrived);
            Assert.Equal(await BytesOf(was), bytes);
            Assert.Equal(bytes, await BytesOf(arrived));
            Assert.Equal(bytes.Length, arrived.Length);
            await arrived.DisposeAsync();
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await arrived.OpenAsync(Token));
        }
    }

    [Fact]
    public async Task Get_InstanceDisposedWhileItIsRead_IsReadToItsEnd()
    {
        await using var archive = new ArchiveHost(retrieve: ScriptedRetrieve.Of(RetrieveHost.Instance(1, length: 2 * SpooledInstance.MostInMemory)));
        var instance = await PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token).SingleAsync(Token);
        await using var stream = await instance.OpenAsync(Token);
        await instance.DisposeAsync();
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        Assert.Equal(instance.Length, copy.Length);
    }

    [Fact]
    public async Task Get_CallerThatTakesItsTime_HoldsThePeerBack()
    {
        var asked = 0;
        await using var archive = new ArchiveHost(retrieve: new ScriptedRetrieve((_, cancellation) => Enumerable.Range(1, 100).ToAsyncEnumerable().Select(number =>
        {
            Interlocked.Increment(ref asked);
            return Suboperation.Send(RetrieveHost.Instance(number, length: 600 * 1024));
        })));
        await using var instances = PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token).GetAsyncEnumerator(Token);
        Assert.True(await instances.MoveNextAsync());
        Assert.InRange(Volatile.Read(ref asked), 1, 12);
        var count = 1;
        while (await instances.MoveNextAsync())
        {
            count++;
            await instances.Current.DisposeAsync();
        }

        Assert.Equal(100, count);
    }

    [Fact]
    public async Task Get_SomeThatFail_AreAnOutcomeForWhoAsksForIt()
    {
        await using var archive = new ArchiveHost(retrieve: OneFails());
        RetrieveOutcome? outcome = null;
        var instances = PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), onEnd: end => outcome = end, cancellation: Token);
        Assert.Equal(2, (await instances.ToListAsync(Token)).Count);
        Assert.Equal((new DimseStatus(0xB000), 2, 1, 0), (outcome?.Status, outcome?.Completed, outcome?.Failed, outcome?.Warning));
        Assert.Equal("1.2.3.4.2", Assert.Single(outcome!.FailedSopInstanceUids).Value);
    }

    [Fact]
    public async Task Get_SomeThatFail_AreAFaultForWhoDoesNotAsk()
    {
        await using var archive = new ArchiveHost(retrieve: OneFails());
        var count = 0;
        var fault = await Assert.ThrowsAsync<ModalityException>(async () =>
        {
            await foreach (var _ in PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token))
                count++;
        });
        Assert.Equal((2, ModalityFault.Failed, "B000H"), (count, fault.Fault, fault.Status?.ToString()));
    }

    [Fact]
    public async Task Get_PeerThatRefuses_TellsItsStatus()
    {
        await using var archive = new ArchiveHost(retrieve: new ScriptedRetrieve(static (_, _) => throw new DimseStatusException(new DimseStatus(0xA701), "Too many")));
        var fault = await Assert.ThrowsAsync<ModalityException>(async () =>
            await PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token).ToListAsync(Token));
        Assert.Equal((ModalityFault.Failed, "A701H", "PACS: Too many"), (fault.Fault, fault.Status?.ToString(), fault.Comment));
    }

    [Fact]
    public async Task Get_LeftAfterTheFirst_CancelsAndReleases()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var archive = new ArchiveHost(retrieve: new ScriptedRetrieve((_, cancellation) => EndlessAsync(left, cancellation)));
        await foreach (var instance in PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token))
        {
            await instance.DisposeAsync();
            break;
        }

        await left.Task.WaitAsync(Token);
        await archive.Log.WaitForAsync(2001, 1, Token);
        Assert.Contains(archive.Log.All, static line => line.Id == 2001 && line.Text.Contains("ReleasedByPeer"));
    }

    [Fact]
    public async Task Get_TokenThatFires_CancelsAndThrows()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var archive = new ArchiveHost(retrieve: new ScriptedRetrieve((_, cancellation) => EndlessAsync(left, cancellation)));
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var instance in PluginModalities.Of(archive.AsModality("PACS"))["PACS"].GetAsync(PluginModalities.Study(), cancellation: source.Token))
            {
                await instance.DisposeAsync();
                await source.CancelAsync();
            }
        });
        await left.Task.WaitAsync(Token);
        await archive.Log.WaitForAsync(2004, 1, Token);
        Assert.Contains(archive.Log.All, static line => line.Id == 2004 && line.Text.Contains("CCancel"));
    }

    [Fact]
    public async Task Get_PeerThatAbortsInTheMiddle_GivesWhatCameAndThenTheFault()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("PACS", static async operation =>
        {
            var pending = operation.Request.CreateResponse(DimseStatus.Pending);
            await operation.RespondAsync(pending);
            await operation.FlushAsync();
            operation.Association.Abort();
        });
        var fault = await Assert.ThrowsAsync<ModalityException>(async () =>
            await PluginModalities.Of(modalities)["PACS"].GetAsync(PluginModalities.Study(), cancellation: Token).ToListAsync(Token));
        Assert.Equal(ModalityFault.BrokenOff, fault.Fault);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2")]
    public async Task Move_KnownDestination_GivesCounters()
    {
        var stored = new StoredInstances();
        await using var destinations = new InMemoryModalities();
        destinations.Add("STATION", stored.HandleAsync);
        await using var archive = new ArchiveHost(retrieve: OneFails(), destinations: destinations);
        var outcome = await PluginModalities.Of(archive.AsModality("PACS"))["PACS"].MoveAsync(PluginModalities.Study(), AETitle.Parse("STATION"), cancellation: Token);
        Assert.Equal(("B000H", 2, 1), (outcome.Status.ToString(), outcome.Completed, outcome.Failed));
        Assert.Equal(2, stored.All.Count);
    }

    [Fact]
    public async Task Move_DestinationThatThePeerDoesNotKnow_IsAFault()
    {
        await using var archive = new ArchiveHost(retrieve: OneFails());
        var fault = await Assert.ThrowsAsync<ModalityException>(async () =>
            await PluginModalities.Of(archive.AsModality("PACS"))["PACS"].MoveAsync(PluginModalities.Study(), AETitle.Parse("NOBODY"), cancellation: Token));
        Assert.Equal((ModalityFault.Failed, "A801H"), (fault.Fault, fault.Status?.ToString()));
    }

    private static ScriptedRetrieve OneFails() => ScriptedRetrieve.Of(
    [
        Suboperation.Send(RetrieveHost.Instance(1)),
        Suboperation.Failure(new DicomUid("1.2.3.4.2"), new DimseStatus(0xC000)),
        Suboperation.Send(RetrieveHost.Instance(3)),
    ]);

    /// <summary>Yields until it is left, and tells so.</summary>
    private static async IAsyncEnumerable<Suboperation> EndlessAsync(TaskCompletionSource left, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            for (var i = 1; ; i++)
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                yield return Suboperation.Send(RetrieveHost.Instance(i));
            }
        }
        finally
        {
            left.SetResult();
        }
    }

    private static async Task<byte[]> BytesOf(InstanceSource source)
    {
        await using var stream = await source.OpenAsync(Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
