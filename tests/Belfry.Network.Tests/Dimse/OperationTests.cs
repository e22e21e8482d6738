using System.Buffers;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

public class OperationTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("Section", "PS3.7 9.1.2")]
    public async Task CFind_TenMatches_AnswersTenPendingAndOneFinalInOneWrite()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = async operation =>
        {
            for (var i = 0; i < 10; i++)
                await operation.RespondAsync(CFindResponse.Pending, new RawDataSet(new byte[] { (byte)i, 0 }));
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(5);
        for (var i = 0; i < 10; i++)
        {
            var (command, dataSet) = await peer.ExpectMessageAsync();
            Assert.Equal(0xFF00, command.Status);
            Assert.Equal([(byte)i, 0], dataSet!);
        }

        var last = await peer.ExpectResponseAsync();
        Assert.Equal((0, (ushort?)5, false), (last.Status, last.MessageIdBeingRespondedTo, last.HasDataSet));
        Assert.Equal(Uids.ModalityWorklistInformationModelFind.Value, last.AffectedSopClassUid);
    }

    [Fact]
    public async Task Service_Throws_AnswersAndKeepsTheAssociation()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = async operation =>
        {
            await Task.Yield();
            throw new InvalidOperationException("Doe^John must not leave the house");
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        var response = await peer.ExpectResponseAsync();
        Assert.Equal((0xC000, "Processing failed"), (response.Status, response.ErrorComment));
        await peer.SendFindAsync(2);
        Assert.Equal(0xC000, (await peer.ExpectResponseAsync()).Status);
        await peer.SendEchoAsync(3);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Service_ReturnsWithoutFinalResponse_AnswersFailure()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = _ => ValueTask.CompletedTask;
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        Assert.Equal(0xC000, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Service_DataSetCannotBeEncoded_AnswersFailure()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = operation => operation.RespondAsync(CFindResponse.Pending, new BrokenDataSet());
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        Assert.Equal(0xC000, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    [Trait("Section", "PS3.7 C.5.22")]
    public async Task Request_NoServiceOrWrongSopClass_IsRefused()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        var none = await peer.ExpectResponseAsync();
        Assert.Equal((0x0122, "No service for this request"), (none.Status, none.ErrorComment));

        // C-FIND of the worklist on the context of Verification.
        listener.Routes.Handle = operation => operation.RespondAsync(CFindResponse.Success);
        await peer.SendFindAsync(2, context: 1);
        Assert.Equal(0x0122, (await peer.ExpectResponseAsync()).Status);

        await peer.SendCommandAsync(1, new NGetRequest(new DicomUid("1.2.3"), new DicomUid("1.2.3.4")), 3);
        Assert.Equal(0x0119, (await peer.ExpectResponseAsync()).Status);
        await peer.SendCommandAsync(1, new NGetRequest(default, new DicomUid("1.2.3.4")), 4);
        var missing = await peer.ExpectResponseAsync();
        Assert.Equal((0x0212, "SOP Class UID is missing"), (missing.Status, missing.ErrorComment));
    }

    [Fact]
    [Trait("Section", "PS3.7 10.1.3.1.9")]
    public async Task Request_UidOfMoreThan64Characters_GetsAStatusAndTheAssociationLivesOn()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        var tooLong = new DicomUid("1." + new string('2', 63));
        await peer.SendCommandAsync(1, new NGetRequest(Uids.Verification, tooLong), 1);
        var answer = await peer.ExpectResponseAsync();
        Assert.Equal((0x0117, "SOP Instance UID is longer than 64 characters"), (answer.Status, answer.ErrorComment));
        await peer.SendCommandAsync(1, new NGetRequest(tooLong, new DicomUid("1.2")), 2);
        Assert.Equal(0x0118, (await peer.ExpectResponseAsync()).Status);
        await peer.SendCommandAsync(1, new CEchoRequest(tooLong), 3);
        Assert.Equal(0x0122, (await peer.ExpectResponseAsync()).Status);

        listener.Routes.Handle = operation => operation.RespondAsync(new CEchoResponse(DimseStatus.Success));
        await peer.SendCommandAsync(1, new CEchoRequest(Uids.Verification), 4);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    [Trait("Section", "PS3.7 C.5.8")]
    public async Task Request_MessageIdOfRunningOperation_IsDuplicateInvocation()
    {
        await using var listener = new InMemoryListener();
        var release = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            await release.Task;
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await peer.SendFindAsync(1);
        Assert.Equal(0x0210, (await peer.ExpectResponseAsync()).Status);
        release.SetResult();
        Assert.Equal(0x0000, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.3")]
    public async Task Request_BeyondTheWindow_WaitsAndFarBeyondAborts()
    {
        await using var listener = new InMemoryListener();
        var running = 0;
        var most = 0;
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.Routes.Handle = async operation =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            began.TrySetResult();
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = operation.Cancellation.Register(cancelled.SetResult);
            await cancelled.Task;
            Interlocked.Decrement(ref running);
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await began.Task.WaitAsync(_patience, TestContext.Current.CancellationToken);
        await peer.SendFindAsync(2);

        // The second one can be cancelled before it has begun. The first ends by a cancel that is read after that of the second.
        await peer.SendCancelAsync(2);
        await peer.SendCancelAsync(1);
        var first = await peer.ExpectResponseAsync();
        var second = await peer.ExpectResponseAsync();
        Assert.Equal(((ushort?)1, 0), (first.MessageIdBeingRespondedTo, first.Status));
        Assert.Equal(((ushort?)2, 0xFE00), (second.MessageIdBeingRespondedTo, second.Status));
        Assert.Equal(1, most);

        await peer.SendFindAsync(3);
        await peer.SendFindAsync(4);
        await peer.SendFindAsync(5);
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.3")]
    public async Task Request_WithinANegotiatedWindow_RunsAtOnce()
    {
        await using var listener = new InMemoryListener();
        listener.Policy.Adjust = (_, decision) => decision with { AsynchronousOperationsWindow = new(3, 1) };
        using var all = new CountdownEvent(3);
        var together = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            if (all.Signal())
                together.SetResult();
            await together.Task;
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        peer.Request = peer.Request with
        {
            UserInformation = peer.Request.UserInformation with { AsynchronousOperationsWindow = new(3, 1) },
        };
        await peer.AssociateAsync();
        for (ushort id = 1; id <= 3; id++)
            await peer.SendFindAsync(id);
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40_000)]
    [InlineData(3_000_000)]
    [Trait("Section", "PS3.8 Annex E")]
    public async Task DataSet_OfAnyLength_ReachesTheServiceWhole(int length)
    {
        await using var listener = new InMemoryListener();
        var data = RawDataSet.Counting(length);
        byte[]? received = null;
        listener.Routes.Handle = async operation =>
        {
            var output = new MemoryStream();
            await operation.OpenDataSet().CopyToAsync(output);
            received = output.ToArray();
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1, identifier: data);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
        Assert.Equal(data.Bytes.ToArray(), received!);
    }

    [Fact]
    public async Task DataSet_LeftUnread_IsSkipped()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = operation => operation.RespondAsync(CFindResponse.Success);
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        for (ushort id = 1; id <= 3; id++)
        {
            await peer.SendFindAsync(id, identifier: RawDataSet.Counting(2_000_000));
            Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
        }
    }

    [Fact]
    public async Task DataSet_OverTheServicesLimit_IsOutOfResources()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = async operation => await operation.ReadDataSetAsync(1000);
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        foreach (var length in new[] { 2000, 200_000 })
        {
            await peer.SendFindAsync((ushort)length, identifier: RawDataSet.Counting(length));
            var response = await peer.ExpectResponseAsync();
            Assert.Equal((0xA700, "Data set is too large"), (response.Status, response.ErrorComment));
        }
    }

    [Theory]
    [InlineData("abort", OperationEndReason.Aborted)]
    [InlineData("close", OperationEndReason.ConnectionClosed)]
    [InlineData("release", OperationEndReason.Released)]
    [InlineData("garbage", OperationEndReason.Aborted)]
    public async Task Operation_AssociationEnds_HearsWhy(string how, object reason)
    {
        await using var listener = new InMemoryListener();
        var ended = new TaskCompletionSource<OperationEndReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, operation.Cancellation);
            }
            finally
            {
                ended.SetResult(operation.EndReason);
            }
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await began.Task.WaitAsync(_patience, TestContext.Current.CancellationToken);
        switch (how)
        {
            case "abort":
                await peer.SendAbortAsync();
                break;
            case "close":
                peer.Close();
                break;
            case "release":
                await peer.SendReleaseRequestAsync();
                await peer.ExpectReleaseResponseAsync();
                break;
            default:
                await peer.SendAsync(0x99);
                break;
        }

        Assert.Equal(reason, await ended.Task.WaitAsync(_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Operation_StreamingBodyAndAbort_ReaderFails()
    {
        await using var listener = new InMemoryListener();
        var ended = new TaskCompletionSource<Exception?>();
        var began = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult();
            try
            {
                await operation.OpenDataSet().CopyToAsync(Stream.Null);
                ended.SetResult(null);
            }
            catch (AssociationException exception)
            {
                ended.SetResult(exception);
                throw;
            }
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        var message = Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, RawDataSet.Counting(500_000));
        await peer.SendAsync(message[..300_000]);
        await began.Task.WaitAsync(_patience, TestContext.Current.CancellationToken);
        peer.Close();
        Assert.IsType<AssociationException>(await ended.Task.WaitAsync(_patience, TestContext.Current.CancellationToken));
    }

    private sealed class BrokenDataSet : IDataSetSource
    {
        public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax)
        {
            output.Advance(output.GetSpan(10).Length / 2);
            throw new FormatException("cannot be encoded");
        }
    }
}
