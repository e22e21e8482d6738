using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests.Modalities;

/// <summary>What a handler's own peer gets when the handler lets the fault of a modality pass.</summary>
public sealed class ModalityFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0xA700, 0xA700)]
    [InlineData(0xA900, 0xA900)]
    [InlineData(0xC123, 0xC123)]
    [InlineData(0xA702, 0xC000)]
    [InlineData(0xFE00, 0xC000)]
    [InlineData(null, 0xC000)]
    public async Task Find_ModalityThatFailed_PassesStatusesOfFindOn(int? given, int sent)
    {
        DimseStatus? status = given is { } code ? new DimseStatus((ushort)code) : null;
        var fault = new ModalityException("pacs", status is null ? ModalityFault.Unreachable : ModalityFault.Failed, "At 192.0.2.2", status);
        await using var host = new ServiceHost(null, find: new ScriptedFind((_, _) => throw fault));
        await using var association = await host.AssociateAsync(QueryRetrieveModel.StudyRoot);
        var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "" } };
        var last = (await ServiceHost.FindAsync(association, QueryRetrieveModel.StudyRoot, identifier, Token))[^1];
        Assert.Equal(new DimseStatus((ushort)sent), last.Status);
        Assert.Equal(status is null ? "pacs: cannot be reached" : "pacs: failed", last.Response.ErrorComment);
    }

    [Fact]
    public async Task Move_ModalityThatFailsInTheMiddle_TellsItWithTheCounters()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("STATION", new StoredInstances().HandleAsync);
        await using var host = new RetrieveHost(new ScriptedRetrieve(static (_, _) => OneAndAFaultAsync()), modalities);
        await using var association = await host.AssociateAsync();
        var last = (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1];
        Assert.Equal((new DimseStatus(0xC000), "pacs: broke off"), (last.Status, last.Response.ErrorComment));
        Assert.Equal((ushort)1, Assert.IsType<CMoveResponse>(last.Response).CompletedSuboperations);
    }

    [Fact]
    public async Task Move_InstancesThatAreHeld_AreFreedWhetherSentOrNot()
    {
        await using var modalities = new InMemoryModalities();
        modalities.Add("STATION", new StoredInstances().HandleAsync);
        List<Held> held = [.. Enumerable.Range(1, 5).Select(static number => new Held(number))];
        await using var host = new RetrieveHost(ScriptedRetrieve.Of([.. held]), modalities);
        await using (var association = await host.AssociateAsync())
            Assert.Equal(DimseStatus.Success, (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1].Status);
        Assert.All(held, static one => Assert.True(one.IsDisposed));

        held = [.. Enumerable.Range(1, 5).Select(static number => new Held(number))];
        await using var broken = new RetrieveHost(
            new ScriptedRetrieve((_, _) => held.ToAsyncEnumerable().Select(one => one == held[^1] ? throw new InvalidOperationException() : Suboperation.Send(one))), modalities);
        await using (var association = await broken.AssociateAsync())
            Assert.Equal(DimseStatusClass.Failure, (await RetrieveHost.MoveAsync(association, "STATION", cancellation: Token))[^1].Status.Class);
        Assert.Equal([true, true, true, true, false], held.Select(static one => one.IsDisposed));
    }

    private static async IAsyncEnumerable<Suboperation> OneAndAFaultAsync()
    {
        yield return Suboperation.Send(RetrieveHost.Instance(1));
        await Task.Yield();
        throw new ModalityException("pacs", ModalityFault.BrokenOff, "At 192.0.2.2");
    }

    private sealed class Held(int number) : FetchedInstance(Uids.CTImageStorage, new DicomUid($"1.2.3.4.{number}"), TransferSyntax.ExplicitVRLittleEndian)
    {
        public bool IsDisposed { get; private set; }

        public override long Length => 8;

        public override ValueTask<Stream> OpenAsync(CancellationToken cancellation) => RetrieveHost.Instance(number).OpenAsync(cancellation);

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
