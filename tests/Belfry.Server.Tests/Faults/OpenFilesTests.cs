using System.Net;
using Belfry.Server.Composition;
using Belfry.Server.Configuration;
using Belfry.Server.Tests.Processes;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Faults;

/// <summary>A process that may have few files and connections open (docs/faults.md).</summary>
public sealed class OpenFilesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_MoreConnectionsOfHttpThanFilesMayBeOpen_ServesOthersAndStopsInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is read from /proc, which is there on Linux");
        using var folder = new TemporaryFolder();
        var configuration = Path.Combine(folder.Path, "belfry.json");
        await File.WriteAllTextAsync(configuration, FaultyServer.Configuration, Token);
        await using var process = await ServerProcess.StartWithOpenFilesAsync(600, configuration);
        Assert.NotEqual(0, process.HttpPort);

        // 600 less what is kept for other things is an eighth of what the usual limits need: 114 connections, half of them for one address.
        await using (var flood = await HttpFlood.StartAsync(process.HttpPort, 700))
        {
            Assert.Equal(700 - 57, await flood.CountClosedAsync(700 - 57));
            Assert.Equal(0, (await FaultyServer.FindAsync(process.DicomPort)).Final.Status.Code);
            Assert.Equal(HttpStatusCode.OK, await HttpFlood.AskAsync(process.HttpPort, IPAddress.Parse("127.0.0.2")));
        }

        await process.SignalAsync();
        Assert.Equal(0, (await process.EndAsync()).Code);
    }

    [Theory]
    [InlineData(null, 1000, 1000)]
    [InlineData(3256, 1000, 1000)]
    [InlineData(1756, 500, 500)]
    [InlineData(100, 8, 8)]
    public void Find_FilesThatMayBeOpen_LimitConnections(int? openFiles, int dicom, int http)
    {
        var logs = new LogLines();
        var room = ConnectionRoom.Find(openFiles, 1000, 1000, logs.CreateLogger("Belfry.Server"));

        Assert.Equal(new ConnectionRoom(dicom, http), room);
        Assert.Equal(dicom < 1000 ? 1 : 0, logs.All.Count);
        var settings = room.Fit(new HttpSettings());
        Assert.Equal((http, Math.Min(500, http == 1000 ? 500 : http / 2)), (settings.MaxConnections, settings.MaxConnectionsPerAddress));
    }
}
