using System.Collections.Concurrent;

namespace Belfry.Services;

/// <summary>
/// Modalities that lately kept a report waiting for nothing, such as one that is switched off. Until one is heard of again, one report at a time tries
/// it, and the others fail at once: they would only keep the places of reports to modalities that are there. Thread-safe.
/// </summary>
internal sealed class SilentModalities(TimeProvider clock)
{
    // What fails sooner keeps nobody waiting.
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Silence> _silent = new(StringComparer.Ordinal);

    /// <summary>Sends by <paramref name="send"/>, unless the modality is silent and another report tries it.</summary>
    /// <param name="modality">Its name.</param>
    /// <param name="send">Sends; a fault is in its result.</param>
    public async ValueTask<ReportDelivery> SendAsync(string modality, Func<ValueTask<ReportDelivery>> send)
    {
        _silent.TryGetValue(modality, out var silence);
        if (silence is not null && !silence.TryEnter())
            return new ReportDelivery(silence.Fault);
        try
        {
            var began = clock.GetTimestamp();
            var delivery = await send().ConfigureAwait(false);
            if (delivery.Fault is not { } fault || clock.GetElapsedTime(began) < _long)
                _silent.TryRemove(modality, out _);
            else if (silence is null)
                _silent.TryAdd(modality, new Silence { Fault = fault });
            else
                silence.Fault = fault;
            return delivery;
        }
        finally
        {
            silence?.Leave();
        }
    }

    private sealed class Silence
    {
        private int _isTried;

        /// <summary>How the last report to it failed.</summary>
        public required ReportFault Fault { get; set; }

        public bool TryEnter() => Interlocked.Exchange(ref _isTried, 1) == 0;

        public void Leave() => Volatile.Write(ref _isTried, 0);
    }
}
