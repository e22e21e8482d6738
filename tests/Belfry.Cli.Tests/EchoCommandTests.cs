using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.Services;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Cli.Tests;

[Trait("Section", "PS3.4 A")]
public sealed class EchoCommandTests
{
    [Fact]
    public async Task Echo_PeerThatAnswers_SaysSoForEachTime()
    {
        await using var peer = await LoopbackPeer.StartAsync();
        var run = await ToolRun.RunAsync("echo", $"ARCHIVE@{peer.Address}", "--repeat", "3");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(3, run.Lines.Length);
        Assert.All(run.Lines, line => Assert.StartsWith($"ARCHIVE at {peer.Address} answered in ", line));
    }

    [Fact]
    [Trait("Section", "PS3.8 9.3.4")]
    public async Task Echo_CalledAETitleOfAnother_EndsWithRefused()
    {
        await using var peer = await LoopbackPeer.StartAsync(permissions: ServiceHost.OpenToAll with { CheckCalledAETitle = true });
        var run = await ToolRun.RunAsync("echo", $"OTHER@{peer.Address}");
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("called-AE-title-not-recognized", run.Errors);
        Assert.Equal(ExitCodes.Success, (await ToolRun.RunAsync("echo", $"BELFRY@{peer.Address}")).Code);
    }

    [Fact]
    public async Task Echo_ModalityThatMayNot_EndsWithRefusedAndTheStatus()
    {
        var modality = new RemoteModality { Name = "m", AETitle = AETitle.Parse("CT1"), Host = "127.0.0.1", Port = 104, AllowEcho = false };
        await using var peer = await LoopbackPeer.StartAsync(
            permissions: ServiceHost.OpenToAll with { AllowedToAnyone = new HashSet<ServiceKind>(), Modalities = [modality] });
        var known = await ToolRun.RunAsync("echo", peer.Address, "--calling", "CT1");
        Assert.Equal(ExitCodes.Refused, known.Code);
        Assert.Contains("0124H", known.Errors);
        var unknown = await ToolRun.RunAsync("echo", peer.Address, "--calling", "CT2");
        Assert.Equal(ExitCodes.Refused, unknown.Code);
        Assert.Contains("calling-AE-title-not-recognized", unknown.Errors);
    }

    [Fact]
    public async Task Echo_NobodyThere_EndsWithNetworkAndOneLine()
    {
        var run = await ToolRun.RunAsync("echo", LoopbackPeer.Nobody);
        Assert.Equal((ExitCodes.Network, ""), (run.Code, run.Output));
        Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Echo_PeerThatSaysNothing_EndsWithNetwork()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        Assert.Equal(ExitCodes.Network, (await ToolRun.RunAsync("echo", mute.LocalEndpoint.ToString() ?? "", "--timeout", "1")).Code);
    }
}
