using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Belfry.TestKit;

namespace Belfry.Soak;

/// <summary>The server's process: started, ended, started again on the same ports and data.</summary>
internal sealed class SoakServer : IDisposable
{
    private readonly string _program;
    private readonly int _httpPort;
    private readonly string _folder;
    private Process? _process;

    /// <param name="program">The server.</param>
    /// <param name="folder">Where it keeps everything.</param>
    /// <param name="sink">Port of the destination of moves.</param>
    public SoakServer(string program, string folder, int sink)
    {
        _program = program;
        _folder = folder;
        Port = FreePort.Take();
        _httpPort = FreePort.Take();
        Directory.CreateDirectory(Temporary);
        Directory.CreateDirectory(Path.Combine(folder, "worklists"));
        File.WriteAllText(Path.Combine(folder, "belfry.json"), $$"""
            {
              "DicomAet": "BELFRY", "DicomPort": {{Port}}, "HttpPort": {{_httpPort}}, "StorageDirectory": "archive",
              "DicomAlwaysAllowFind": true, "DicomAlwaysAllowFindWorklist": true, "DicomAlwaysAllowMove": true, "DicomAlwaysAllowGet": true,
              "DicomModalities": { "sink": ["SINK", "127.0.0.1", {{sink}}], "peer": ["SOAK", "127.0.0.1", {{sink}}] },
              "Worklists": { "Enable": true, "Database": "worklists" },
              "Belfry": { "MaximumAssociationsPerAddress": 400 }
            }
            """);
    }

    public int Port { get; }

    public string Temporary => Path.Combine(_folder, "tmp");

    private string LogFile => Path.Combine(_folder, "server.log");

    private Process Running => _process ?? throw new InvalidOperationException("The server does not run.");

    public void Start()
    {
        var start = new ProcessStartInfo(_program, ["serve", Path.Combine(_folder, "belfry.json"), "--log-level", "Warning"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = Temporary;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_program} does not start.");
        var log = File.AppendText(LogFile);
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
    public SoakSample Look()
    {
        var path = $"/proc/{Running.Id}";
        var status = File.ReadAllLines(path + "/status");
        return new SoakSample(
            Number(status, "VmRSS:") / 1024.0,
            Directory.EnumerateFileSystemEntries(path + "/fd").Count(),
            Number(status, "Threads:"),
            Directory.EnumerateFiles(Temporary, "*", SearchOption.AllDirectories).Count(static path => !IsOfTheRuntime(Path.GetFileName(path))),
            (int)(new FileInfo(Path.Combine(_folder, "archive", "index.db-wal")) is { Exists: true } log ? log.Length >> 20 : 0));
    }

    /// <summary>Instances that the index has, and files of instances that the archive has.</summary>
    public async Task<(long Rows, long Files)> CountAsync()
    {
        using var client = new HttpClient();
        using var statistics = JsonDocument.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{_httpPort}/statistics")));
        var files = Directory.EnumerateFiles(Path.Combine(_folder, "archive"), "*", SearchOption.AllDirectories).LongCount(static path => Path.GetFileName(path).Length == 32);
        return (statistics.RootElement.GetProperty("CountInstances").GetInt64(), files);
    }

    /// <summary>How many errors the log of all processes has, in words, with the first of each kind.</summary>
    public string CountErrors()
    {
        using var log = new StreamReader(File.Open(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var errors = log.ReadToEnd().Split('\n').Where(static line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).ToList();
        return $"{errors.Count} lines of the log tell of errors.{string.Concat(errors.Take(10).Select(static line => $"\n  {line}"))}";
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        _process = null;
    }

    // Three sockets and pipes of a process for debuggers and profilers, which a killed one leaves behind (DOTNET_EnableDiagnostics=0 has none).
    private static bool IsOfTheRuntime(string name) =>
        name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal) || name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal);

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

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            if (line is not null)
                log.WriteLine(line);
        }
    }
}
