using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Belfry.Services;

/// <summary>One call of a handler, until it is disposed of: traced and timed for those who listen. Takes no memory when only timed.</summary>
internal readonly struct HandlerCall : IDisposable
{
    private static readonly Meter _meter = new("Belfry.Services");

    private static readonly Histogram<double> _duration =
        _meter.CreateHistogram<double>("belfry.callbacks.duration", "s", "From the call of a handler to its end, answers and sub-operations included");

    private readonly Activity? _activity;
    private readonly string _service;
    private readonly object _handler;
    private readonly long _began;

    /// <param name="activity">Its trace; null when nobody follows it.</param>
    /// <param name="service">The service, such as C-FIND.</param>
    /// <param name="handler">Who is called.</param>
    public HandlerCall(Activity? activity, string service, object handler)
    {
        _activity = activity;
        _service = service;
        _handler = handler;
        _began = _duration.Enabled ? Stopwatch.GetTimestamp() : 0;
    }

    public void Dispose()
    {
        _activity?.Dispose();
        if (_began != 0)
            _duration.Record(
                Stopwatch.GetElapsedTime(_began).TotalSeconds, new("service", _service), new KeyValuePair<string, object?>("handler", _handler.GetType().FullName));
    }
}
