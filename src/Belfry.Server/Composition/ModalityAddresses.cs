using System.Net;
using System.Net.Sockets;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <summary>
/// The addresses of modalities that are given by host names, for <c>DicomCheckModalityHost</c>: looked up at start and again from time to
/// time, so that no association waits for a name server. A name that cannot be resolved keeps the addresses it had.
/// </summary>
/// <param name="modalities">Those of the start.</param>
/// <param name="resolve">Looks a name up.</param>
/// <param name="clock">Times the refreshes.</param>
/// <param name="logger">Told of names that do not resolve, once each until they do.</param>
internal sealed partial class ModalityAddresses(
    IReadOnlyList<RemoteModality> modalities, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    /// <summary>Addresses of modalities change by hand or by DHCP: a minute is soon enough, and is no load for a name server.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    /// <summary>What a start waits for names at most; those that take longer come with a refresh.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _unresolved = [];
    private Task _refreshing = Task.CompletedTask;

    /// <summary>The modalities with the addresses found last.</summary>
    public IReadOnlyList<RemoteModality> Current { get; private set; } = modalities;

    /// <summary>The modalities are others now; those that stay keep the addresses they have.</summary>
    public void Replace(IReadOnlyList<RemoteModality> others)
    {
        lock (_unresolved)
            Current = others;
    }

    /// <summary>Looks one up that is about to be known.</summary>
    public async Task<RemoteModality> ResolveAsync(RemoteModality modality, CancellationToken cancellation)
    {
        var finding = FindAsync(modality, _ending.Token);
        using var limit = new CancellationTokenSource(StartLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await ((Task)finding).WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return finding.IsCompletedSuccessfully ? await finding : modality;
    }

    /// <summary>Looks all names up, then again at each interval.</summary>
    /// <param name="changed">Takes the modalities whenever an address has changed.</param>
    /// <param name="cancellation">Gives up the start.</param>
    public async Task StartAsync(Action<IReadOnlyList<RemoteModality>> changed, CancellationToken cancellation)
    {
        var first = RefreshAsync(changed, _ending.Token);
        _refreshing = RepeatAsync(first, changed, _ending.Token);
        using var limit = new CancellationTokenSource(StartLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await first.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RepeatAsync(Task first, Action<IReadOnlyList<RemoteModality>> changed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(RefreshInterval, clock);
        await first;
        while (await timer.WaitForNextTickAsync(cancellation))
            await RefreshAsync(changed, cancellation);
    }

    private async Task RefreshAsync(Action<IReadOnlyList<RemoteModality>> changed, CancellationToken cancellation)
    {
        var found = await Task.WhenAll(Current.Select(modality => FindAsync(modality, cancellation)));
        IReadOnlyList<RemoteModality> now;
        lock (_unresolved)
        {
            // Those that are known by now: meanwhile some may have come, gone, or moved.
            now = [.. Current.Select(modality => WithAddressOf(modality, found))];
            if (now.SequenceEqual(Current))
                return;
            Current = now;
        }

        changed(now);
    }

    /// <summary>A modality with the addresses that were found for it, if they were.</summary>
    public static RemoteModality WithAddressOf(RemoteModality modality, IReadOnlyList<RemoteModality> found) =>
        found.FirstOrDefault(other => other.Name == modality.Name && other.Host == modality.Host) is { } same && !same.Addresses.SequenceEqual(modality.Addresses)
            ? modality with { Addresses = same.Addresses }
            : modality;

    private async Task<RemoteModality> FindAsync(RemoteModality modality, CancellationToken cancellation)
    {
        // An empty name would stand for this machine.
        if (modality.Host.Length == 0 || IPAddress.TryParse(modality.Host, out _))
            return modality;
        try
        {
            var addresses = await resolve(modality.Host, cancellation);
            Array.Sort(addresses, static (left, right) => left.GetAddressBytes().AsSpan().SequenceCompareTo(right.GetAddressBytes()));
            lock (_unresolved)
                _unresolved.Remove(modality.Name);
            return addresses.SequenceEqual(modality.Addresses) ? modality : modality with { Addresses = addresses };
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            bool isNew;
            lock (_unresolved)
                isNew = _unresolved.Add(modality.Name);
            if (isNew)
                LogUnresolved(modality.Name, modality.Host, fault.Message);
            return modality;
        }
    }

    [LoggerMessage(5020, LogLevel.Warning, "DicomModalities.{Name}: the host {Host} cannot be resolved ({Reason}); it is refused where its address counts, and looked up again")]
    private partial void LogUnresolved(string name, string host, string reason);
}
