using Belfry.Server.Configuration;
using Belfry.Orthanc;

namespace Belfry.Server.Composition;

/// <content>The end, in the opposite order of the start.</content>
internal sealed partial class BelfryServer
{
    /// <summary>
    /// Takes no new associations and requests, lets running operations finish for <see cref="ServerConfiguration.StopTimeout"/>, then ends
    /// them, and stops the plugins.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        using var limit = new CancellationTokenSource(_configuration.StopTimeout, _clock);

        // While all is still there.
        _jobEvents?.Dispose();
        if (_plugins?.Native is { } native)
            await native.SignalAsync(ServerEvent.Stopped, null, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Beside the others: a request of HTTP may be waiting for a job.
        var stoppingJobs = _jobs is null ? Task.CompletedTask : JobServices.StopAsync(_jobs, limit.Token);

        // A stream to a browser has no end of its own.
        _traffic?.Dispose();
        if (_http is not null)
            await _http.StopAsync(limit.Token);
        if (_dicom is not null)
            await _dicom.StopAsync(limit.Token);
        await stoppingJobs;

        if (!await BoundedEnd.TryAsync(_configuration, _clock, EndAsync))
            LogLeftBehind();
    }

    private async Task EndAsync()
    {
        if (_audit is not null)
            await _audit.EndJobsAsync();
        if (_commitment is not null)
            await _commitment.DisposeAsync();
        if (_addresses is not null)
            await _addresses.DisposeAsync();
        _known?.Dispose();
        if (_plugins is not null)
        {
            _plugins.Archive = null;
            _plugins.Stores = null;
            _plugins.Jobs = null;
        }

        if (_archive is not null)
            await _archive.DisposeAsync();
        if (_plugins is not null)
            await _plugins.DisposeAsync();
        if (_audit is not null)
            await _audit.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_http is not null)
            await _http.DisposeAsync();
        if (_dicom is not null)
            await _dicom.DisposeAsync();
        _metrics?.Dispose();
        _telemetry?.Dispose();
    }

    [LoggerMessage(5012, LogLevel.Error, "The server stops while a plugin or a file does not answer; it ends without waiting for it")]
    private partial void LogLeftBehind();
}
