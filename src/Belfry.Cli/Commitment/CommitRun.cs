using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Belfry.Cli.Output;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Cli.Commitment;

/// <summary>One request for storage commitment: listens before anything is asked, asks, waits for the report.</summary>
internal sealed class CommitRun : IAsyncDisposable
{
    // How long a peer that has its response may take to release the association by which it reported.
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(2);

    private readonly ParseResult _parsed;
    private readonly PeerOptions _peer;
    private readonly CommitOptions _options;
    private readonly CommitmentReports _reports = new();
    private DicomListener? _listener;
    private ReportRoutes? _routes;

    private CommitRun(ParseResult parsed, PeerOptions peer, CommitOptions options)
    {
        _parsed = parsed;
        _peer = peer;
        _options = options;
    }

    /// <summary>Listens, if the options say so.</summary>
    /// <exception cref="ToolException">The port is in use.</exception>
    public static async Task<CommitRun> StartAsync(ParseResult parsed, PeerOptions peer, CommitOptions options, CancellationToken cancellation)
    {
        var run = new CommitRun(parsed, peer, options);
        if (options.PortOf(parsed) is { } port)
            await run.ListenAsync(port, cancellation).ConfigureAwait(false);
        return run;
    }

    /// <summary>Asks, and waits for the report. What goes wrong is in the result.</summary>
    public async Task<CommitResult> CommitAsync(IReadOnlyList<CommitItem> items, CancellationToken cancellation)
    {
        var action = new CommitmentAction(new RandomUidGenerator().Next(), [.. items.Select(static item => item.Reference).Distinct()]);
        try
        {
            return new CommitResult(action.TransactionUid, items, await AskAsync(action, cancellation).ConfigureAwait(false), null);
        }
        catch (TimeoutException)
        {
            return Failed(ExitCodes.Network, _options.DescribeWait(_parsed));
        }
        catch (CommitmentRefusedException refused)
        {
            return Failed(ExitCodes.Refused, refused.Message);
        }
        catch (AssociationException fault)
        {
            return Failed(fault is AssociationRejectedException ? ExitCodes.Refused : ExitCodes.Network, fault.Message);
        }
        catch (ToolException fault)
        {
            return Failed(fault.ExitCode, fault.Message);
        }

        CommitResult Failed(int exitCode, string problem) => new(action.TransactionUid, items, null, new CommitProblem(exitCode, problem));
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ListenAsync(int port, CancellationToken cancellation)
    {
        var policy = new ServicePolicy(new ServiceRoutes(
            new DicomPermissions
            {
                LocalAETitle = _peer.CallingOf(_parsed),
                AllowedToAnyone = new HashSet<ServiceKind> { ServiceKind.Echo, ServiceKind.StorageCommitment },
            },
            [ServiceRoute.Verification, ServiceRoute.CommitmentReports(_reports)]));
        _routes = new ReportRoutes(policy);
        _listener = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.IPv6Any, port)] }, policy, _routes);
        try
        {
            await _listener.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new ToolException(ExitCodes.Network, $"Port {port} cannot be listened on: {fault.Message}.", fault);
        }

        if (port == 0)
            await _parsed.InvocationConfiguration.Error.WriteLineAsync($"belfry: reports are taken on port {_listener.LocalEndPoint?.Port}").ConfigureAwait(false);
    }

    private async Task<CommitmentReport> AskAsync(CommitmentAction action, CancellationToken cancellation)
    {
        var request = StorageCommitmentScu.CreateRequest(_peer.CallingOf(_parsed), _peer.CalledOf(_parsed), _reports);
        var association = await _peer.ConnectAsync(_parsed, request, StorageCommitmentScu.SopClass, cancellation, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var commit = StorageCommitmentScu.CommitAsync(association, action, _reports, _options.WaitOf(_parsed), cancellation);
            await ShowAsync(commit, action.References.Count, cancellation).ConfigureAwait(false);
            var report = await commit.ConfigureAwait(false);
            await association.ReleaseAsync(cancellation).ConfigureAwait(false);
            await LetGoAsync().ConfigureAwait(false);
            return report;
        }
    }

    private async Task ShowAsync(Task<CommitmentReport> commit, int count, CancellationToken cancellation)
    {
        var progress = new Progress(_parsed.InvocationConfiguration.Error, TimeProvider.System);
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!commit.IsCompleted && !cancellation.IsCancellationRequested)
        {
            await Task.WhenAny(commit, timer.WaitForNextTickAsync(cancellation).AsTask()).ConfigureAwait(false);
            progress.Show(FormattableString.Invariant($"waiting for the report on {count} {(count == 1 ? "instance" : "instances")}, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
        }

        progress.End();
    }

    /// <summary>Lets the peer release the association that it has made.</summary>
    private async Task LetGoAsync()
    {
        if (_routes?.Last is not { } association)
            return;
        try
        {
            await association.Completion.WaitAsync(_goodbye).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is aborted when the listener stops.
            return;
        }
    }

    /// <summary>Remembers the association of the last operation.</summary>
    private sealed class ReportRoutes(IDimseRoutes routes) : IDimseRoutes
    {
        private volatile Association? _last;

        public Association? Last => _last;

        public IDimseService? Find(Association association, PresentationContext context, DimseRequest request)
        {
            _last = association;
            return routes.Find(association, context, request);
        }

        public DimseResponse MapFault(DimseOperation operation, Exception exception) => routes.MapFault(operation, exception);

        public bool IsExpectedFault(Exception exception) => routes.IsExpectedFault(exception);
    }
}
