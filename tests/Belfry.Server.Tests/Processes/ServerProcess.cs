using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Belfry.Server.Tests.Processes;

/// <summary>The server as a process of its own, started as a user does.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _startLines = [];

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>The port that DICOM is served on.</summary>
    public int DicomPort { get; private set; }

    /// <summary>The port that HTTP is served on; 0 when it is not.</summary>
    public int HttpPort { get; private set; }

    /// <summary>What it said at its start.</summary>
    public IReadOnlyList<string> StartLines => _startLines;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    /// <summary>Runs a command line to its end: exit code, and the lines of both outputs.</summary>
    public static Task<(int Code, string[] Output, string[] Errors)> RunAsync(params string[] arguments) => RunProgramAsync(Program, arguments);

    /// <summary>The same, of another build of the server.</summary>
    public static async Task<(int Code, string[] Output, string[] Errors)> RunProgramAsync(string program, params string[] arguments)
    {
        await using var server = Launch(program, arguments);
        var output = await server._process.StandardOutput.ReadToEndAsync(Token);
        var (code, errors) = await server.EndAsync();
        return (code, Lines(output), errors);
    }

    /// <summary>Starts a server on free ports and waits until it is up.</summary>
    /// <param name="arguments">The configuration, and options.</param>
    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartProgramAsync(Program, arguments);

    /// <summary>The same, of another build of the server.</summary>
    public static Task<ServerProcess> StartProgramAsync(string program, params string[] arguments) => StartAsync(Launch(program, Serving(arguments)));

    /// <summary>The same, in a process that a limit of the length of files does not end: a write beyond it fails, as on a full disk.</summary>
    public static Task<ServerProcess> StartWithoutSignalOfLengthAsync(params string[] arguments) =>
        StartAsync(Launch("bash", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Program, .. Serving(arguments)]));

    /// <summary>The same, in a process that may have so many files and connections open.</summary>
    public static Task<ServerProcess> StartWithOpenFilesAsync(int most, params string[] arguments) =>
        StartAsync(Launch("bash", ["-c", $"ulimit -n {most.ToString(CultureInfo.InvariantCulture)}; exec \"$0\" \"$@\"", Program, .. Serving(arguments)]));

    /// <summary>The same, with a variable of the environment, as NAME=VALUE.</summary>
    public static Task<ServerProcess> StartWithAsync(string variable, params string[] arguments) => StartAsync(Launch("env", [variable, Program, .. Serving(arguments)]));

    private static async Task<ServerProcess> StartAsync(ServerProcess server)
    {
        try
        {
            await server.ReadUntilAsync("Ctrl+C stops it.");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Sends SIGKILL: the process ends where it is.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token);
    }

    /// <summary>Sends SIGTERM, and waits until the server says that it stops.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync();
        await ReadUntilAsync("Stopping …");
    }

    /// <summary>Sends SIGTERM.</summary>
    public async Task SignalAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }

    /// <summary>Waits until the process has ended by itself: its exit code, and what it wrote to standard error.</summary>
    public async Task<(int Code, string[] Errors)> EndAsync()
    {
        await _process.WaitForExitAsync(Token);
        return (_process.ExitCode, Lines(await _errors));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string Program => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Belfry.Server", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Belfry.Server"));

    private static string[] Serving(string[] arguments) => ["serve", .. arguments, "--dicom-port", "0", "--http-port", "0"];

    private static ServerProcess Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("The server did not start."));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private async Task ReadUntilAsync(string last)
    {
        while (await _process.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            if (DicomLine().Match(line) is { Success: true } match)
                DicomPort = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (HttpLine().Match(line) is { Success: true } http)
                HttpPort = int.Parse(http.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (line == last)
                return;
            _startLines.Add(line);
        }

        Xunit.Assert.Fail($"The server ended without saying '{last}': {await _errors}");
    }

    [GeneratedRegex("^  DICOM .*:([0-9]+), AE title")]
    private static partial Regex DicomLine();

    [GeneratedRegex("^  HTTP .*//localhost:([0-9]+)/")]
    private static partial Regex HttpLine();
}
