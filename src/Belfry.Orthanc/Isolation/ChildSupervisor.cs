using System.Globalization;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Isolation;

/// <summary>Keeps a process for one plugin: starts the next one when it ends. Thread-safe.</summary>
internal sealed partial class ChildSupervisor
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IsolationHost _host;
    private readonly StartMessage _start;
    private readonly IsolationSettings _settings;
    private readonly PluginFacts _facts;
    private readonly ILogger _logger;
    private readonly Task _supervising;
    private ChildProcess? _child;
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDown;
    private bool _isStopping;
    private long _restarts;
    private (string Text, DateTimeOffset At)? _lastError;

    public ChildSupervisor(IsolationHost host, StartMessage start, IsolationSettings settings, PluginFacts facts, ChildProcess child)
    {
        _host = host;
        _start = start;
        _settings = settings;
        _facts = facts;
        _child = child;
        _logger = host.LoggerFor(facts.Name);
        LogRuns(_logger, facts.Name, facts.Version, child.Id);
        _supervising = SuperviseAsync(child);
    }

    /// <summary>How it is now.</summary>
    public IsolatedPluginStatus Status
    {
        get
        {
            lock (_lock)
                return new IsolatedPluginStatus(_facts.Name, _child?.Id, _restarts, _lastError?.Text, _lastError?.At);
        }
    }

    /// <summary>The process that runs, or the next one.</summary>
    /// <param name="previous">One that is known to be over; null for none.</param>
    /// <param name="isPatient">True waits for it however long that takes; false fails while the plugin is down.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="Sdk.DimseStatusException">The plugin is down, or the server stops.</exception>
    public async Task<ChildProcess> GetAsync(ChildProcess? previous, bool isPatient, CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                if (_isStopping)
                    throw IsolatedPlugin.Failure("The plugin is stopping");
                if (_child is { } child && child != previous)
                    return child;
                if (_isDown && !isPatient)
                    throw IsolatedPlugin.Failure("The plugin is down");
                change = _change.Task;
            }

            await change.WaitAsync(cancellation);
        }
    }

    /// <summary>Finalises the plugin and ends its process; at once when it does not do that in time.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        ChildProcess? child;
        lock (_lock)
        {
            _isStopping = true;
            child = _child;
            Change();
        }

        await _stopping.CancelAsync();
        if (child is not null && child.TrySend(MessageKind.Stop, [], "finalisation", _settings.CallbackTime, out var call))
        {
            try
            {
                await call.Whole.WaitAsync(cancellation);
            }
            catch (Exception unfinished) when (unfinished is ChildEndedException or OperationCanceledException)
            {
                LogNotFinalised(_logger, _facts.Name, unfinished.Message);
            }
        }

        child?.End(ChildEndCause.Stopped, "the server stops");
        await _supervising;
        _stopping.Dispose();
    }

    private async Task SuperviseAsync(ChildProcess first)
    {
        var failures = 0;
        for (var child = first; child is not null;)
        {
            var end = await child.Ended;
            failures = child.HasAnswered ? 0 : failures;
            lock (_lock)
            {
                _child = null;
                if (_isStopping)
                    return;
                _lastError = (end.Text, TimeProvider.System.GetUtcNow());
                Change();
            }

            LogEnded(_logger, _facts.Name, child.Id, end.Text, child.RunningAtEnd.Count == 0 ? "nothing" : string.Join(", ", child.RunningAtEnd));
            IsolationMetrics.CountEnd(_facts.Name, end.Cause);
            child = await RestartAsync(failures + 1);
            failures++;
        }
    }

    private async Task<ChildProcess?> RestartAsync(int failures)
    {
        for (; ; failures++)
        {
            var delay = RestartDelay.After(failures);
            if (!await WaitAsync(delay))
                return null;
            var began = TimeProvider.System.GetTimestamp();
            var start = await _host.StartAsync(_start, _settings.MaximumMemory, _logger);
            if (start.Child is { } child)
            {
                if (Accept(child))
                {
                    LogRunsAgain(_logger, _facts.Name, child.Id, (int)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
                    if (start.Facts is { } facts && (facts.Name != _facts.Name || facts.Slots != _facts.Slots))
                        LogDiffers(_logger, _facts.Name, facts.Name, string.Join(", ", facts.Callbacks));
                    return child;
                }

                child.End(ChildEndCause.Stopped, "the server stops");
                await child.Ended;
                return null;
            }

            lock (_lock)
                _lastError = (start.Problem ?? "", TimeProvider.System.GetUtcNow());
            LogNotStarted(_logger, _facts.Name, start.Problem ?? "", RestartDelay.After(failures + 1).TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture));
        }
    }

    private async Task<bool> WaitAsync(TimeSpan delay)
    {
        if (delay > RestartDelay.WorthWaiting)
        {
            lock (_lock)
            {
                _isDown = true;
                Change();
            }
        }

        try
        {
            await Task.Delay(delay, TimeProvider.System, _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool Accept(ChildProcess child)
    {
        lock (_lock)
        {
            if (_isStopping)
                return false;
            _child = child;
            _isDown = false;
            _restarts++;
            Change();
            return true;
        }
    }

    private void Change()
    {
        var change = _change;
        _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        change.SetResult();
    }
}
