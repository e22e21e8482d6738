using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Belfry.Soak;

/// <summary>The server's process: started, ended, started again on the same ports and data.</summary>
internal sealed class SoakServer : IDisposable
{
    private readonly string _program;
    private readonly string _folder;
    private Process? _process;

    /// <param name="program">The server.</param>
    /// <param name="folder">Where it keeps everything.</param>
    /// <param name="sink">Port of the destination of moves.</param>
    public SoakServer(string program, string folder, int sink)
    {
        _program = program;
        _folder = folder;
        Port = FreePort();
        Directory.CreateDirectory(Temporary);
        Directory.CreateDirectory(Path.Combine(folder, "worklists"));
        File.WriteAllText(Path.Combine(folder, "belfry.json"), $$"""
            {
              "DicomAet": "BELFRY", "DicomPort": {{Port}}, "HttpPort": {{FreePort()}}, "StorageDirectory": "archive",
              "DicomAlwaysAllowFind": true, "DicomAlwaysAllowFindWorklist": true, "DicomAlwaysAllowMove": true, "DicomAlwaysAllowGet": true,
              "DicomModalities": { "sink": ["SINK", "127.0.0.1", {{sink}}], "peer": ["SOAK", "127.0.0.1", {{sink}}] },
              "Worklists": { "Enable": true, "Database": "worklists" },
              "Belfry": { "MaximumAssociationsPerAddress": 400 }
            }
            """);
    }

    public int Port { get; }

    public string Temporary => Path.Combine(_folder, "tmp");

    private Process Running => _process ?? throw new InvalidOperationException("The server does not run.");

    public void Start()
    {
        var start = new ProcessStartInfo(_program, ["serve", Path.Combine(_folder, "belfry.json"), "--log-level", "Warning"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = Temporary;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_program} does not start.");
        var log = File.AppendText(Path.Combine(_folder, "server.log"));
        log.AutoFlush = true;
        _process.OutputDataReceived += (_, line) => Write(log, line.Data);
        _process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends it and starts it again.</summary>
    /// <param name="kills">By SIGKILL, not by SIGTERM.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>How long it took to end, and its exit code.</returns>
    public async Task<(TimeSpan Ending, int ExitCode)> RestartAsync(bool kills, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var (ended, code) = await EndAsync(kills, stop);
        Start();
        return (ended == 0 ? Stopwatch.GetElapsedTime(began) : Stopwatch.GetElapsedTime(began, ended), code);
    }

    /// <summary>What the process has now.</summary>
    public (double Megabytes, int Descriptors, int Threads, int TemporaryFiles) Look()
    {
        var path = $"/proc/{Running.Id}";
        var status = File.ReadAllLines(path + "/status");
        return (
            Number(status, "VmRSS:") / 1024.0,
            Directory.EnumerateFileSystemEntries(path + "/fd").Count(),
            Number(status, "Threads:"),
            Directory.EnumerateFiles(Temporary, "*", SearchOption.AllDirectories).Count());
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        _process = null;
    }

    private async Task<(long When, int ExitCode)> EndAsync(bool kills, CancellationToken stop)
    {
        if (kills)
            Running.Kill();
        else
            Process.Start("kill", ["-TERM", Running.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
        await Running.WaitForExitAsync(stop);
        return (Stopwatch.GetTimestamp(), Running.ExitCode);
    }

    private static int Number(IEnumerable<string> lines, string name) =>
        int.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            if (line is not null)
                log.WriteLine(line);
        }
    }
}
