using System.Text.Json;

namespace Belfry.Server.Tests.Processes;

/// <summary>The REST interface of a server that is a process of its own.</summary>
internal static class ProcessRest
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>A client of a server.</summary>
    public static HttpClient ClientOf(ServerProcess server) => new() { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };

    /// <summary>Looks at a job until it runs no more, each time by a request: its state.</summary>
    public static async Task<string?> EndOfJobAsync(HttpClient client, string job, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_patience);
        while (true)
        {
            using var shown = JsonDocument.Parse(await client.GetStringAsync($"jobs/{job}", cancellation));
            if (shown.RootElement.GetProperty("State").GetString() is var state and not ("Running" or "Pending"))
                return state;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
