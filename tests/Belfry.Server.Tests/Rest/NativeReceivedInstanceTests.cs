using System.Buffers.Binary;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Server.Tests;

/// <summary>A native plugin that changes instances that come (1018).</summary>
public sealed class NativeReceivedInstanceTests
{
    [Fact]
    public async Task Register_NullThenTwice_OneHoldsTheSlot()
    {
        await using var bench = await NativeRestBench.StartAsync("receiving.c");

        Assert.Equal(["0", "0", "1"], new[] { "register-null", "register", "register-again" }.Select(bench.Log.Report));
        Assert.Contains(bench.Bench.Server.Plugins, static plugin => plugin.Unserved.Count == 0);
    }

    [Fact]
    public async Task Received_ByStore_IsStoredAsThePluginMadeIt()
    {
        await using var bench = await NativeRestBench.StartAsync("receiving.c");

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync("CHANGE"));

        Assert.Equal(("2", "1"), (bench.Log.Report("origin"), bench.Log.Report("is-file")));
        Assert.Equal(["ALTERD"], await PatientsAsync(bench));
    }

    [Theory]
    [InlineData("KEEPME")]
    [InlineData("UNUSED")]
    [InlineData("EMPTY1")]
    public async Task Received_NothingIsMadeOfIt_IsStoredAsItCame(string patient)
    {
        await using var bench = await NativeRestBench.StartAsync("receiving.c");

        Assert.Equal(DimseStatus.Success, await bench.StoreAsync(patient));

        Assert.Equal([patient], await PatientsAsync(bench));
    }

    [Fact]
    public async Task Received_ByRest_TellsWhatItBecame()
    {
        await using var bench = await NativeRestBench.StartAsync("receiving.c");

        var dropped = await bench.Bench.UploadAsync(RestBench.Instance("DROPME", 1, 1, 1));
        var changed = await bench.Bench.UploadAsync(RestBench.Instance("CHANGE", 2, 1, 1));

        Assert.Equal("FilteredOut", dropped.GetProperty("Status").GetString());
        Assert.Equal("Success", changed.GetProperty("Status").GetString());
        Assert.Equal(["3", "3"], bench.Log.Reports("origin"));
        var patient = await bench.Bench.GetAsync($"patients/{changed.GetProperty("ParentPatient").GetString()}");
        Assert.Equal("ALTERD", patient.GetProperty("MainDicomTags").GetProperty("PatientID").GetString());
        Assert.Equal(["ALTERD"], await PatientsAsync(bench));
    }

    [Theory]
    [InlineData("ODDACT")]
    [InlineData("NOFILE")]
    [InlineData("NULLED")]
    [InlineData("TOOBIG")]
    public async Task Received_GarbageIsMadeOfIt_IsRefused(string patient)
    {
        await using var bench = await NativeRestBench.StartAsync("receiving.c");

        Assert.Equal(0xC000, (await bench.StoreAsync(patient)).Code);
        Assert.Equal(DimseStatus.Success, await bench.StoreAsync("DROPME"));

        Assert.Empty(await PatientsAsync(bench));
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(1_000_000, true)]
    [InlineData(40_000, false)]
    [InlineData(1_000_000, false)]
    public async Task Received_InPart_IsNotShownToThePluginAndLeavesNothing(int pixels, bool aborts)
    {
        var dataSet = RestBench.Instance("CHANGE", 1, 1, 1);
        dataSet.Set(Tags.PixelData, VR.OW, new byte[pixels]);
        var sopClass = dataSet.GetUid(Tags.SOPClassUID) ?? default;
        var message = Wire.Message(3, new CStoreRequest(sopClass, dataSet.GetUid(Tags.SOPInstanceUID) ?? default), 1, dataSet);
        var bench = await NativeRestBench.StartAsync("receiving.c");
        await using (bench)
        {
            await using (var peer = await ScriptedPeer.ConnectAsync(bench.Bench.Server.DicomEndPoints[0]))
            {
                peer.Request = peer.Request with { PresentationContexts = [new ProposedPresentationContext(3, sopClass, [Uids.ExplicitVRLittleEndian])] };
                await peer.AssociateAsync();
                await peer.SendAsync(message[..EndOfPdu(message, message.Length * 2 / 3)]);
                if (aborts)
                    await peer.SendAbortAsync();
            }

            Assert.Equal(DimseStatus.Success, await bench.StoreAsync("KEEPME"));
            Assert.Equal(["KEEPME"], await PatientsAsync(bench));
        }

        // All that began has ended: the plugin has seen the whole one alone.
        Assert.Single(bench.Log.Reports("size"));
    }

    // The end of the PDU that the offset is in.
    private static int EndOfPdu(byte[] bytes, int offset)
    {
        var end = 0;
        while (end <= offset)
            end += 6 + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(end + 2));
        return end;
    }

    private static async Task<IEnumerable<string>> PatientsAsync(NativeRestBench bench)
    {
        List<string> ids = [];
        foreach (var patient in (await bench.Bench.GetAsync("patients?expand")).EnumerateArray())
            ids.Add(patient.GetProperty("MainDicomTags").GetProperty("PatientID").GetString() ?? "");
        return ids;
    }
}
