using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Belfry.TestKit;

namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>Orthanc as it is installed, with one plugin, on free ports.</summary>
internal sealed partial class RealOrthanc : IAsyncDisposable
{
    // It looks for a port that is about to open; nothing hangs on the exact time.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private RealOrthanc(Process process, int dicomPort)
    {
        _process = process;
        DicomPort = dicomPort;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int DicomPort { get; }

    public required int HttpPort { get; init; }

    /// <summary>What it has logged.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <param name="members">Members of its configuration, without ports and folders.</param>
    /// <param name="folder">Where it may write.</param>
    public static async Task<RealOrthanc> StartAsync(string members, string folder)
    {
        var program = Conformance.ForeignTool.Find("Orthanc");
        Assert.SkipUnless(program is not null, "skipped: Orthanc is not installed");
        var (dicom, http) = (FreePort.Take(), FreePort.Take());
        var file = Path.Combine(folder, "orthanc.json");
        await File.WriteAllTextAsync(
            file,
            $$"""
            { "StorageDirectory" : "{{folder}}/orthanc", "IndexDirectory" : "{{folder}}/orthanc", "DicomPort" : {{dicom}}, "HttpPort" : {{http}},
              "RemoteAccessAllowed" : false, "StorageCommitmentReportsSize" : 100, {{members}} }
            """);
        var start = new ProcessStartInfo(program ?? "Orthanc") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--verbose");
        start.ArgumentList.Add(file);
        var server = new RealOrthanc(Process.Start(start) ?? throw new InvalidOperationException("Orthanc did not start."), dicom) { HttpPort = http };
        await server.WaitForPortAsync();
        return server;
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
            Signal(_process.Id, 15);
        using var limit = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    private void Append(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    private async Task WaitForPortAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var timer = new PeriodicTimer(s_between);
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, DicomPort, limit.Token);
                return;
            }
            catch (SocketException)
            {
                Assert.False(_process.HasExited, $"Orthanc has ended: {Log}");
            }
        }
    }
}
