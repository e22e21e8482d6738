using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Belfry.Audit;

/// <summary>
/// Keeps events until every sink has taken them: those that a sink does not take are offered to it again, with growing pauses, while others go on. Events
/// that come while a sink has too many of them waiting are dropped for that sink, counted, and logged.
/// </summary>
public sealed partial class AuditTrail : IAuditTrail, IAsyncDisposable
{
    private const int MaxWaiting = 100_000;

    private readonly string _source;
    private readonly TimeProvider _clock;
    private readonly Lane[] _lanes;

    /// <summary>Begins.</summary>
    /// <param name="source">The name of this server in messages.</param>
    /// <param name="sinks">Where messages go; they are disposed of with this.</param>
    /// <param name="logger">Is told of sinks that do not take messages.</param>
    /// <param name="clock">The clock.</param>
    public AuditTrail(string source, IEnumerable<IAuditSink> sinks, ILogger logger, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        _source = source;
        _clock = clock;
        _lanes = [.. sinks.Select(sink => new Lane(sink, logger, clock))];
    }

    /// <inheritdoc/>
    public void Record(AuditEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var time = _clock.GetLocalNow();
        var message = new AuditMessage(time, AuditXml.Write(happened, time, _source));
        foreach (var lane in _lanes)
            lane.Add(message);
    }

    /// <summary>Offers what is left once more, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The way to one sink.</summary>
    private sealed partial class Lane : IAsyncDisposable
    {
        private const int MaxBatch = 256;
        private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(1);

        private readonly Channel<AuditMessage> _waiting = Channel.CreateBounded<AuditMessage>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        private readonly CancellationTokenSource _ending = new();
        private readonly IAuditSink _sink;
        private readonly ILogger _logger;
        private readonly TimeProvider _clock;
        private readonly Task _running;
        private long _dropped;

        public Lane(IAuditSink sink, ILogger logger, TimeProvider clock)
        {
            _sink = sink;
            _logger = logger;
            _clock = clock;
            _running = Task.Run(RunAsync);
        }

        public void Add(AuditMessage message)
        {
            if (!_waiting.Writer.TryWrite(message))
                Interlocked.Increment(ref _dropped);
        }

        public async ValueTask DisposeAsync()
        {
            _waiting.Writer.TryComplete();
            await _ending.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
            await _sink.DisposeAsync().ConfigureAwait(false);
            _ending.Dispose();
        }

        private async Task RunAsync()
        {
            var batch = new List<AuditMessage>(MaxBatch);
            while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                batch.Clear();
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var message))
                    batch.Add(message);
                await WriteAsync(batch).ConfigureAwait(false);
                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                    LogDropped(_logger, _sink.Name, dropped);
            }
        }

        private async Task WriteAsync(List<AuditMessage> batch)
        {
            for (var pause = _firstPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
            {
                try
                {
                    await _sink.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
                    return;
                }
                catch (Exception fault)
                {
                    if (_ending.IsCancellationRequested)
                    {
                        LogLost(_logger, fault, _sink.Name, batch.Count + _waiting.Reader.Count);
                        while (_waiting.Reader.TryRead(out _))
                            continue;
                        return;
                    }

                    LogRefused(_logger, fault, _sink.Name, fault.Message, batch.Count + _waiting.Reader.Count, pause);
                }

                await Task.Delay(pause, _clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        [LoggerMessage(7100, LogLevel.Error, "The audit trail cannot be written to {Sink}: {Reason} {Waiting} messages wait, the next try is in {Pause}")]
        private static partial void LogRefused(ILogger logger, Exception fault, string sink, string reason, int waiting, TimeSpan pause);

        [LoggerMessage(7101, LogLevel.Critical, "The audit trail dropped {Dropped} messages for {Sink}, which had too many waiting")]
        private static partial void LogDropped(ILogger logger, string sink, long dropped);

        [LoggerMessage(7102, LogLevel.Critical, "The server ends, and {Waiting} messages of the audit trail could not be written to {Sink}")]
        private static partial void LogLost(ILogger logger, Exception fault, string sink, int waiting);
    }
}
