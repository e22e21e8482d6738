using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Real sockets on loopback, and DCMTK's tools where they are installed.</summary>
public class SocketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Listener_OverTcp_ServesRequestor()
    {
        await using var listener = await StartAsync(new TestRoutes());
        var request = AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", listener.LocalEndPoint!.Port, request, Token);
        for (var i = 0; i < 100; i++)
            Assert.Equal(DimseStatus.Success, (await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token)).Status);
        Assert.Equal(1, listener.AssociationCount);
        Assert.Equal(AssociationEndReason.Released, await association.ReleaseAsync(Token));
    }

    [Fact]
    public async Task Requestor_NobodyListens_SaysSo()
    {
        using var unused = new Socket(SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)unused.LocalEndPoint!).Port;
        var request = AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification]);
        var exception = await Assert.ThrowsAsync<AssociationException>(
            async () => await new AssociationRequestor().RequestAsync("127.0.0.1", port, request, Token));
        Assert.Equal(AssociationEndReason.ConnectionFailed, exception.Reason);
    }

    [Fact]
    public async Task Listener_ThousandHalfOpenConnections_StillServesWhoAsksFirst()
    {
        var options = new DicomListenerOptions { MaxConnections = 1100, MaxConnectionsPerAddress = 1100 };
        await using var listener = await StartAsync(new TestRoutes(), options);
        var halfOpen = new List<Socket>();
        for (var i = 0; i < 1000; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(listener.LocalEndPoint!, Token);
            halfOpen.Add(socket);
        }

        var request = AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", listener.LocalEndPoint!.Port, request, Token);
        Assert.Equal(DimseStatus.Success, (await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token)).Status);
        halfOpen.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Listener_OverItsConnections_ClosesTheNextUnheard()
    {
        var options = new DicomListenerOptions { MaxConnectionsPerAddress = 1 };
        await using var listener = await StartAsync(new TestRoutes(), options);
        await using var first = new ScriptedPeer(await ConnectAsync(listener));
        await first.AssociateAsync();
        await using var second = new ScriptedPeer(await ConnectAsync(listener));
        await second.ExpectCloseAsync();
    }

    [Fact]
    public async Task Handler_AfterWaitingForTheNetwork_IsNotOnThePollingThread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: only where sockets complete on the thread that polls them");
        var pooled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = RawDataSet.Counting(60_000);
        var routes = new TestRoutes
        {
            Handle = async operation =>
            {
                while (true)
                {
                    var responding = operation.RespondAsync(CFindResponse.Pending, answer);
                    var waited = !responding.IsCompleted;
                    await responding.ConfigureAwait(false);
                    if (waited && pooled.TrySetResult(Thread.CurrentThread.IsThreadPoolThread))
                        return;
                }
            },
        };
        await using var listener = await StartAsync(routes);
        var request = AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.ModalityWorklistInformationModelFind]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", listener.LocalEndPoint!.Port, request, Token);
        await foreach (var reply in association.InvokeAsync(new CFindRequest(Uids.ModalityWorklistInformationModelFind), RawDataSet.Counting(10), Token))
            _ = reply.Status;
        Assert.True(await pooled.Task.WaitAsync(Token));
    }

    [Theory]
    [InlineData("echoscu", "--repeat 1000")]
    [InlineData("echoscu", "")]
    [InlineData("findscu", "-W -k PatientName=* -k PatientID")]
    [InlineData("findscu", "-W -k PatientName=* --cancel 3")]
    [InlineData("findscu", "-W -k PatientName=* --max-pdu 4096")]
    public async Task Dcmtk_AgainstOurListener_IsContent(string tool, string options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + tool), $"skipped: {tool} is not installed");
        var routes = new TestRoutes
        {
            Handle = async operation =>
            {
                for (var i = 0; i < 20; i++)
                {
                    if (operation.Cancellation.IsCancellationRequested)
                        return;
                    await operation.RespondAsync(CFindResponse.Pending, new PatientName());
                    await operation.FlushAsync();
                }

                await operation.RespondAsync(CFindResponse.Success);
            },
        };
        await using var listener = await StartAsync(routes);
        var (exitCode, output, elapsed) = await RunAsync(tool, $"-v {options} 127.0.0.1 {listener.LocalEndPoint!.Port}");
        Assert.True(exitCode == 0, output);
        if (options.Contains("repeat"))
            TestContext.Current.SendDiagnosticMessage($"1000 C-ECHO of echoscu took {elapsed.TotalMilliseconds} ms");
        if (tool == "findscu" && !options.Contains("cancel"))
            Assert.Contains("Received Final Find Response (Success)", output);
    }

    private static async Task<(int ExitCode, string Output, TimeSpan Elapsed)> RunAsync(string tool, string arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output + await errors, Stopwatch.GetElapsedTime(started));
    }

    private static async Task<DicomListener> StartAsync(TestRoutes routes, DicomListenerOptions? options = null)
    {
        var listener = new DicomListener(
            (options ?? new DicomListenerOptions()) with { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, new TestPolicy(), routes);
        await listener.StartAsync();
        return listener;
    }

    private static async Task<ITransport> ConnectAsync(DicomListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint!, Token);
        return new SocketTransport(socket);
    }

    /// <summary>(0010,0010) Doe^John in either VR encoding.</summary>
    private sealed class PatientName : IDataSetSource
    {
        public void WriteTo(System.Buffers.IBufferWriter<byte> output, TransferSyntax transferSyntax)
        {
            byte[] header = transferSyntax.IsExplicitVR ? [0x10, 0, 0x10, 0, (byte)'P', (byte)'N', 8, 0] : [0x10, 0, 0x10, 0, 8, 0, 0, 0];
            byte[] bytes = [.. header, .. "Doe^John"u8];
            bytes.CopyTo(output.GetSpan(bytes.Length));
            output.Advance(bytes.Length);
        }
    }
}
