using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests.Dimse;

public sealed class StreamedMessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly CStoreRequest _store = new(Uids.CTImageStorage, new DicomUid("1.2.3"));

    public static TheoryData<int, int> Lengths
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var pdu in (int[])[4096, 16384, 131072])
            {
                var fragment = pdu - 6;
                var piece = Math.Max(256 * 1024 / fragment, 1) * fragment;
                foreach (var length in (int[])[0, 2, fragment - 2, fragment, fragment + 2, piece - 1, piece, piece + 1, piece + 2, (2 * piece) + 2, 700_000])
                    data.Add(pdu, length);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("Section", "PS3.8 E.2")]
    public async Task Store_StreamOfAnyLength_ArrivesInFragmentsOfTheNegotiatedLength(int pduLength, int length)
    {
        var bytes = RawDataSet.Counting(length).Bytes.ToArray();
        foreach (var stream in (Stream[])[new MemoryStream(bytes), new Trickle(bytes, 7777), Shown(bytes)])
        {
            await using var pair = await Pair.AssociateAsync(pduLength);
            var storing = pair.Association.StoreAsync(pair.Context, _store, stream, null, Token).AsTask();
            var (fragments, dataSet) = await pair.ReceiveAsync();
            Assert.Equal(bytes, dataSet);
            Assert.All(fragments.SkipLast(1), fragment => Assert.Equal(pduLength - 6, fragment));
            Assert.Equal(Math.Max(1, (length + pduLength - 7) / (pduLength - 6)), fragments.Count);
            await pair.RespondAsync(1, CStoreResponse.Success);
            Assert.Equal(DimseStatus.Success, (await storing).Status);
            Assert.Equal(bytes.Length, stream.Position);
        }
    }

    [Fact]
    [Trait("Section", "PS3.7 6.3.1")]
    public async Task Store_OtherMessagesMeanwhile_GoBehindTheWholeDataSet()
    {
        await using var pair = await Pair.AssociateAsync(16384, window: 4);
        var gate = new TaskCompletionSource();
        var stream = new Trickle(RawDataSet.Counting(900_000).Bytes.ToArray(), 100_000) { Before = count => count == 6 ? gate.Task : Task.CompletedTask };
        var storing = pair.Association.StoreAsync(pair.Context, _store, stream, null, Token).AsTask();
        await stream.Reached(6).WaitAsync(Token);
        var echoing = EchoAsync(pair.Association);
        gate.SetResult();

        var (_, dataSet) = await pair.ReceiveAsync();
        Assert.Equal(900_000, dataSet.Length);
        var (command, _) = await pair.Peer.ExpectMessageAsync();
        Assert.Equal((ushort)CommandField.CEchoRequest, command.CommandField);
        await pair.Peer.SendAsync(Wire.Response(3, new CEchoRequest(Uids.Verification) { MessageId = command.MessageId.GetValueOrDefault() }, CEchoResponse.Success));
        Assert.Equal(DimseStatus.Success, await echoing);
        await pair.RespondAsync(1, CStoreResponse.Success);
        await storing;
    }

    [Fact]
    public async Task Store_StreamThatFailsBeforeAnythingIsSent_LeavesTheAssociationAlive()
    {
        await using var pair = await Pair.AssociateAsync(16384);
        var stream = new Trickle(new byte[100_000], 10_000) { Before = count => count == 5 ? Task.FromException(new IOException("broken")) : Task.CompletedTask };
        await Assert.ThrowsAsync<IOException>(async () => await pair.Association.StoreAsync(pair.Context, _store, stream, null, Token));

        var storing = pair.Association.StoreAsync(pair.Context, _store, new MemoryStream(new byte[10]), null, Token).AsTask();
        var (_, dataSet) = await pair.ReceiveAsync();
        Assert.Equal(10, dataSet.Length);
        await pair.RespondAsync(2, CStoreResponse.Success);
        Assert.Equal(DimseStatus.Success, (await storing).Status);
    }

    [Fact]
    public async Task Store_StreamThatFailsInTheMiddle_Aborts()
    {
        await using var pair = await Pair.AssociateAsync(16384);
        var stream = new Trickle(new byte[900_000], 100_000) { Before = count => count == 6 ? Task.FromException(new IOException("broken")) : Task.CompletedTask };
        var storing = pair.Association.StoreAsync(pair.Context, _store, stream, null, Token).AsTask();
        await pair.Peer.SkipToAbortAsync();
        await Assert.ThrowsAsync<IOException>(() => storing);
        Assert.Equal(AssociationEndReason.Aborted, pair.Association.EndReason);
    }

    [Fact]
    public async Task Store_PeerThatAbortsInTheMiddle_FailsWithTheReason()
    {
        await using var pair = await Pair.AssociateAsync(16384);
        var gate = new TaskCompletionSource();
        var stream = new Trickle(new byte[900_000], 100_000) { Before = count => count == 6 ? gate.Task : Task.CompletedTask };
        var storing = pair.Association.StoreAsync(pair.Context, _store, stream, null, Token).AsTask();
        await stream.Reached(6).WaitAsync(Token);
        await pair.Peer.SendAbortAsync();
        await pair.Association.Completion.WaitAsync(Token);
        gate.SetResult();
        var broken = await Assert.ThrowsAsync<AssociationException>(() => storing);
        Assert.Equal(AssociationEndReason.AbortedByPeer, broken.Reason);
        Assert.True(stream.Position < 900_000);
    }

    [Fact]
    public async Task Store_NoResponseInTime_Aborts()
    {
        await using var pair = await Pair.AssociateAsync(16384);
        var storing = pair.Association.StoreAsync(pair.Context, _store, new MemoryStream(new byte[10]), TimeSpan.FromMilliseconds(50), Token).AsTask();
        await pair.ReceiveAsync();
        await pair.Peer.ExpectAbortAsync();
        var broken = await Assert.ThrowsAsync<AssociationException>(() => storing);
        Assert.Equal(AssociationEndReason.ResponseTimeout, broken.Reason);
    }

    [Fact]
    public async Task Store_ManyAtOnceWithAWindow_EachArrivesWhole()
    {
        await using var pair = await Pair.AssociateAsync(16384, window: 4);
        var storing = Enumerable.Range(1, 4)
            .Select(i => pair.Association.StoreAsync(pair.Context, _store with { MessageId = (ushort)i }, new Trickle(Filled(300_000 + i, (byte)i), 9999), null, Token).AsTask())
            .ToList();
        for (var i = 0; i < 4; i++)
        {
            var (command, dataSet) = await pair.Peer.ExpectMessageAsync();
            Assert.Equal(Filled(300_000 + command.MessageId.GetValueOrDefault(), (byte)command.MessageId.GetValueOrDefault()), dataSet);
            await pair.RespondAsync(command.MessageId.GetValueOrDefault(), CStoreResponse.Success);
        }

        Assert.All(await Task.WhenAll(storing), reply => Assert.Equal(DimseStatus.Success, reply.Status));
    }

    /// <summary>A stream that shows its memory, of which it is the middle.</summary>
    private static MemoryStream Shown(byte[] bytes) => new([1, 2, 3, .. bytes, 4, 5], 3, bytes.Length, writable: false, publiclyVisible: true);

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static async Task<DimseStatus> EchoAsync(Association association)
    {
        var status = GeneralStatus.ProcessingFailure;
        await foreach (var reply in association.InvokeAsync(new CEchoRequest(Uids.Verification), null, Token))
            status = reply.Status;
        return status;
    }

    /// <summary>An association with a peer that the test plays.</summary>
    private sealed class Pair(Association association, ScriptedPeer peer) : IAsyncDisposable
    {
        public Association Association { get; } = association;

        public ScriptedPeer Peer { get; } = peer;

        public PresentationContext Context => Association.FindContext(Uids.CTImageStorage) ?? throw new InvalidOperationException("No context.");

        public static async Task<Pair> AssociateAsync(int pduLength, int window = 1)
        {
            var (ours, theirs) = InMemoryTransport.CreatePair();
            var peer = new ScriptedPeer(theirs);
            var request = AssociationRequest.Create(AETitle.Parse("US"), AETitle.Parse("PEER"), [Uids.CTImageStorage, Uids.Verification]);
            if (window > 1)
                request = request with { AsynchronousOperationsWindow = new AsynchronousOperationsWindow((ushort)window, 1) };
            var requesting = new AssociationRequestor().RequestAsync(ours, request, Token).AsTask();
            var asked = await peer.ExpectRequestAsync();
            await peer.SendAsync(Wire.Accept(new AssociateAcceptPdu
            {
                CalledAETitle = asked.CalledAETitle,
                CallingAETitle = asked.CallingAETitle,
                PresentationContexts = [.. asked.PresentationContexts.Select(context => PresentationContextAnswer.Accept(context.Id, context.TransferSyntaxes[0]))],
                UserInformation = new UserInformation
                {
                    MaxPduLength = (uint)pduLength,
                    ImplementationClassUid = new DicomUid("1.2.3.4"),
                    AsynchronousOperationsWindow = asked.UserInformation.AsynchronousOperationsWindow,
                },
            }));
            return new Pair(await requesting, peer);
        }

        /// <summary>The lengths of the fragments of the data set of the next message, and the whole.</summary>
        public async Task<(List<int> Fragments, byte[] DataSet)> ReceiveAsync()
        {
            Assert.Equal(3, (await Peer.ExpectFragmentAsync()).Control);
            List<int> fragments = [];
            List<byte> dataSet = [];
            while (true)
            {
                var (control, fragment) = await Peer.ExpectFragmentAsync();
                Assert.Equal(0, control & 1);
                fragments.Add(fragment.Length);
                dataSet.AddRange(fragment);
                if ((control & 2) != 0)
                    return (fragments, [.. dataSet]);
            }
        }

        public Task RespondAsync(ushort messageId, DimseResponse response) => Peer.SendAsync(Wire.Response(1, _store with { MessageId = messageId }, response));

        public async ValueTask DisposeAsync()
        {
            await Association.DisposeAsync();
            await Peer.DisposeAsync();
        }
    }
}
