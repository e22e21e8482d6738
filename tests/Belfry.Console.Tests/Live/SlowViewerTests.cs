using System.Net.Sockets;
using System.Text;
using Belfry.Web;

namespace Belfry.Console.Tests;

public sealed class SlowViewerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Viewer_NeverReads_MissesTheOldestAndIsToldHowMany()
    {
        await using var bench = new RecorderBench(new TrafficOptions { ViewerEvents = 8 });
        using var viewer = bench.Recorder.Watch()!;
        await bench.EchoAsync(times: 100);

        // Two for each operation and two for the association, of which the last eight wait. On a busy machine some come after the end.
        await bench.UntilAsync(() => viewer.Dropped + viewer.Events.Count == 2 * 101);
        Assert.Equal((2 * 101) - 8, viewer.Dropped);
        var newest = 0L;
        while (viewer.Events.TryRead(out var happening))
            newest = happening.IsAssociation ? newest : Math.Max(newest, happening.Number);
        Assert.Equal(100, newest);
    }

    [Fact]
    public async Task Browser_NeverReads_ServerAnswersAllTheSame()
    {
        using var folder = new Server.Tests.TemporaryFolder();
        await using var server = await Server.Tests.TestServer.StartAsync("""{ "DicomAet" : "BELFRY" }""", folder.Path, Token);
        using var browser = new TcpClient();
        await browser.ConnectAsync("127.0.0.1", server.HttpPort, Token);
        await browser.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /console/api/traffic/events HTTP/1.1\r\nHost: localhost\r\n\r\n"), Token);
        await browser.GetStream().ReadExactlyAsync(new byte[15], Token);

        var request = Network.AssociationRequest.Create(Dicom.AETitle.Parse("CT1"), Dicom.AETitle.Parse("BELFRY"), [Dicom.Uids.Verification]);
        await using var association = await new Network.AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);
        for (var i = 0; i < 5000; i++)
            await association.InvokeAsync(new Network.CEchoRequest(Dicom.Uids.Verification), cancellation: Token).ToListAsync(Token);
        await association.ReleaseAsync(Token);
    }
}
