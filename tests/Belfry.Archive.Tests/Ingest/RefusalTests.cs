using System.Buffers.Binary;
using System.IO.Pipelines;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Archive.Tests.Ingest;

/// <summary>What is refused, with which status, and that nothing is left of it.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    private readonly ArchiveBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string, ushort, int> WrongDataSets
    {
        get
        {
            var data = new TheoryData<string, ushort, int>();
            foreach (var pixels in (int[])[512, 100_000, 1_000_000])
            {
                data.Add("other instance", 0xA900, pixels);
                data.Add("other class", 0xA900, pixels);
                data.Add("no study", 0xA900, pixels);
                data.Add("empty series", 0xA900, pixels);
                data.Add("path as study", 0xA900, pixels);
                data.Add("no instance", 0xA900, pixels);
                data.Add("endless patient", 0xA900, pixels);
                data.Add("cut in the pixels", 0xC000, pixels);
                data.Add("cut in the header", 0xC000, pixels);
                data.Add("cut behind a fragment", 0xC000, pixels);
                data.Add("cut in a sequence", 0xC000, pixels);
                data.Add("text", 0xC000, pixels);
            }

            data.Add("nothing", 0xA900, 0);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WrongDataSets))]
    [Trait("Section", "PS3.4 B.2.3")]
    public async Task Store_WrongDataSet_IsRefusedAndLeavesNothing(string what, ushort status, int pixels)
    {
        await _bench.OpenAsync();
        await using var association = await _bench.AssociateAsync(Uids.ExplicitVRLittleEndian);

        var reply = await ArchiveBench.SendAsync(association, _uid, new RawDataSet(Wrong(what, pixels)));

        Assert.Equal(new DimseStatus(status), reply.Status);
        Assert.NotNull(reply.Response.ErrorComment);
        await AssertNothingAsync();

        // The association is as good as before.
        Assert.Equal(DimseStatus.Success, (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make(pixels: pixels))).Status);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("1.2.3/../4")]
    [InlineData(".1.2")]
    [InlineData("1..2")]
    public async Task Store_CommandWithWhatIsNoUid_IsRefused(string uid)
    {
        await _bench.OpenAsync();
        await using var association = await _bench.AssociateAsync(Uids.ExplicitVRLittleEndian);
        var dataSet = TestInstance.Make();
        dataSet.Set(Tags.SOPInstanceUID, VR.UI, System.Text.Encoding.ASCII.GetBytes(uid));

        var reply = await ArchiveBench.SendAsync(association, new DicomUid(uid), dataSet);

        Assert.Equal(new DimseStatus(0xA900), reply.Status);
        await AssertNothingAsync();
    }

    [Fact]
    [Trait("Section", "PS3.5 9.1")]
    public async Task Store_UidWithLeadingZeros_IsKeptAsItCame()
    {
        await _bench.OpenAsync();
        await using var association = await _bench.AssociateAsync(Uids.ExplicitVRLittleEndian);
        var dataSet = TestInstance.Make();
        dataSet.Set(Tags.SOPInstanceUID, VR.UI, "1.2.050.07"u8.ToArray());

        Assert.Equal(DimseStatus.Success, (await ArchiveBench.SendAsync(association, new DicomUid("1.2.050.07"), dataSet)).Status);
        Assert.Equal("1.2.050.07", (await _bench.Index.FindInstanceAsync(new DicomUid("1.2.050.07"), CancellationToken.None))?.SopInstanceUid.Value);
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(100_000, true)]
    [InlineData(1_000_000, true)]
    [InlineData(40_000, false)]
    [InlineData(100_000, false)]
    [InlineData(1_000_000, false)]
    public async Task Store_EndInTheMiddle_LeavesNothing(int pixels, bool aborts)
    {
        await _bench.OpenAsync();
        var bytes = Wire.Message(3, new CStoreRequest(Uids.CTImageStorage, _uid), 1, TestInstance.Make(pixels: pixels));
        await using (var peer = await AssociatedPeerAsync())
        {
            await peer.SendAsync(bytes[..(aborts ? EndOfPdu(bytes, bytes.Length * 2 / 3) : bytes.Length * 2 / 3)]);
            if (aborts)
                await peer.SendAbortAsync();
            else
                peer.Close();
        }

        await _bench.CloseAsync();
        await _bench.OpenAsync();
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Store_ConnectionLostWhileTheIndexWorks_KeepsFileAndRowTogether()
    {
        await _bench.OpenAsync();
        var asked = new TaskCompletionSource();
        var mayGoOn = new TaskCompletionSource();
        _bench.Index.BeforeAdd = async _ =>
        {
            asked.SetResult();
            await mayGoOn.Task;
        };
        await using (var peer = await AssociatedPeerAsync())
        {
            await peer.SendAsync(Wire.Message(3, new CStoreRequest(Uids.CTImageStorage, _uid), 1, TestInstance.Make()));
            await asked.Task;
            peer.Close();
        }

        mayGoOn.SetResult();
        await _bench.CloseAsync();
        Assert.Equal(Assert.Single(_bench.Index.Rows).File.FileId.ToString("N"), Path.GetFileName(Assert.Single(_bench.Files)));
    }

    [Fact]
    public async Task Store_BodyThatFails_LeavesNothing()
    {
        await _bench.OpenAsync();
        var pipe = new Pipe();
        var storing = _bench.StoreAsync(pipe.Reader, TestInstance.Make());
        await pipe.Writer.WriteAsync(TestInstance.Make().ToBytes(TransferSyntax.ExplicitVRLittleEndian).AsMemory(0, 100), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync(new InvalidOperationException("The upload broke off."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => storing);
        await AssertNothingAsync();
    }

    [Fact]
    [Trait("Section", "PS3.4 B.2.3")]
    public async Task Store_NoRoom_IsRefusedAndLeavesNothing()
    {
        _bench.Index.IsFull = true;
        await _bench.OpenAsync();
        await using var association = await _bench.AssociateAsync(Uids.ExplicitVRLittleEndian);
        Assert.Equal(new DimseStatus(0xA700), (await ArchiveBench.SendAsync(association, _uid, TestInstance.Make())).Status);
        await AssertNothingAsync();
    }

    /// <summary>Where the last PDU ends that ends before a place.</summary>
    private static int EndOfPdu(byte[] bytes, int before)
    {
        var at = 0;
        while (at + 6 + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 2)) is var next && next <= before)
            at = next;
        return at;
    }

    private static byte[] Wrong(string what, int pixels)
    {
        var dataSet = TestInstance.Make(pixels: pixels);
        var whole = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        switch (what)
        {
            case "other instance":
                dataSet.Set(Tags.SOPInstanceUID, new DicomUid("1.2.3.4.6"));
                break;
            case "other class":
                dataSet.Set(Tags.SOPClassUID, Uids.MRImageStorage);
                break;
            case "no study":
                dataSet.Remove(Tags.StudyInstanceUID);
                break;
            case "empty series":
                dataSet.SetEmpty(Tags.SeriesInstanceUID);
                break;
            case "path as study":
                dataSet.Set(Tags.StudyInstanceUID, VR.UI, "../../../x "u8.ToArray());
                break;
            case "no instance":
                dataSet.Remove(Tags.SOPInstanceUID);
                break;
            case "endless patient":
                dataSet.Set(Tags.PatientID, new string('9', 20_000));
                break;
            case "cut in the pixels":
                return whole[..^(pixels / 2)];
            case "cut in the header":
                return whole[..101];
            case "cut behind a fragment":
                dataSet.SetFragments(Tags.PixelData, default, [new byte[pixels]]);
                return dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian)[..^8];
            case "cut in a sequence":
                // Digital Signatures Sequence (FFFA,FFFA), of undefined length, and an empty item.
                return [.. whole, 0xFA, 0xFF, 0xFA, 0xFF, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0];
            case "text":
                return [.. Enumerable.Repeat((byte)'x', pixels)];
            default:
                return [];
        }

        return dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
    }

    private async Task<ScriptedPeer> AssociatedPeerAsync()
    {
        var peer = _bench.Connect();
        peer.Request = peer.Request with
        {
            PresentationContexts = [new ProposedPresentationContext(3, Uids.CTImageStorage, [Uids.ImplicitVRLittleEndian])],
        };
        await peer.AssociateAsync();
        return peer;
    }

    private async Task AssertNothingAsync()
    {
        Assert.Empty(_bench.Index.Rows);
        Assert.Empty(_bench.Files);
        Assert.Null(await _bench.Archive.Instances.FindAsync(_uid, TestContext.Current.CancellationToken));
    }
}
