using System.Diagnostics;
using Belfry.Server.Tests;

namespace Belfry.Samples.Tests;

/// <summary>A PostgreSQL of its own, in a folder that goes with it, by a Unix socket there: started when the first test asks for it.</summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _turn = new(1);
    private string? _programs;
    private int _databases;

    private string Data => Path.Combine(_folder.Path, "data");

    /// <summary>The connection string of a new, empty database; the test is skipped where PostgreSQL is not installed.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: PostgreSQL is started on Linux only");
        var programs = FindPrograms();
        Assert.SkipUnless(programs is not null, "skipped: PostgreSQL is not installed");
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_programs is null)
            {
                await StartAsync(programs ?? "");
                _programs = programs;
            }

            var name = $"d{++_databases}";
            await RunAsync(Path.Combine(programs ?? "", "createdb"), "-h", _folder.Path, "-U", "belfry", name);
            return $"Host={_folder.Path};Username=belfry;Database={name}";
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_programs is not null)
            await RunAsync(Path.Combine(_programs, "pg_ctl"), "stop", "-D", Data, "-m", "immediate");
        _folder.Dispose();
        _turn.Dispose();
    }

    private async Task StartAsync(string programs)
    {
        // It refuses to be run by root, so root lends it the folder.
        if (Environment.IsPrivilegedProcess)
            await RunAsAsync(null, "chown", "postgres", _folder.Path);
        await RunAsync(Path.Combine(programs, "initdb"), "-D", Data, "-U", "belfry", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await RunAsync(
            Path.Combine(programs, "pg_ctl"), "start", "-w", "-D", Data, "-l", Path.Combine(_folder.Path, "log"), "-o",
            $"-c listen_addresses='' -c unix_socket_directories={_folder.Path} -c fsync=off");
    }

    private static Task RunAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? RunAsAsync("postgres", program, arguments) : RunAsAsync(null, program, arguments);

    private static async Task RunAsAsync(string? user, string program, params string[] arguments)
    {
        var start = user is null ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo("runuser", ["-u", user, "--", program, .. arguments]);
        start.WorkingDirectory = Path.GetTempPath();

        // What goes on running must not hold a pipe of ours open.
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static string? FindPrograms()
    {
        const string installed = "/usr/lib/postgresql";
        return Directory.Exists(installed)
            ? Directory.EnumerateDirectories(installed).Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
    }
}
