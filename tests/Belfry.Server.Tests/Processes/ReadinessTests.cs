using System.Net.Sockets;
using System.Text;

namespace Belfry.Server.Tests.Processes;

/// <summary>What a service manager is told.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_NotifySocket_IsToldOfTheStartAndTheStop()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no sockets of datagrams between processes");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        var configuration = folder.Write("belfry.json", """{ "StorageDirectory" : "archive", "HttpServerEnabled" : false, "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }""");

        await using var server = await ServerProcess.StartWithAsync($"NOTIFY_SOCKET={path}", configuration);

        Assert.Equal("READY=1", await ReceiveAsync(socket));
        await server.TerminateAsync();
        Assert.Equal("STOPPING=1", await ReceiveAsync(socket));
        Assert.Equal(0, (await server.EndAsync()).Code);
    }

    [Fact]
    public async Task Check_ConfigurationOfTheDeployment_CanBeUsed()
    {
        var (code, output, errors) = await ServerProcess.RunAsync("serve", Path.Combine(TestKit.TestData.Path(), "..", "..", "deploy", "belfry.json"), "--check");
        Assert.Equal((0, "The configuration can be used."), (code, Assert.Single(output)));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Program_AConfigurationAlone_IsServed()
    {
        using var folder = new TemporaryFolder();
        var (code, output, _) = await ServerProcess.RunAsync(folder.Write("belfry.json", "{ }"), "--check");
        Assert.Equal((0, "The configuration can be used."), (code, output[^1]));
        var (missing, _, errors) = await ServerProcess.RunAsync(Path.Combine(folder.Path, "other.json"));
        Assert.Equal(2, missing);
        Assert.Contains("other.json: there is no such file or folder", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var bytes = new byte[100];
        return Encoding.ASCII.GetString(bytes, 0, await socket.ReceiveAsync(bytes, Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));
    }
}
