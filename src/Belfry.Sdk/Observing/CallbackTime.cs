using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Belfry.Sdk;

/// <summary>The time of one call of a handler, until it is disposed of; for those who listen to the meter "Belfry.Sdk". Takes no memory.</summary>
internal readonly struct CallbackTime : IDisposable
{
    private static readonly Meter _meter = new("Belfry.Sdk");

    private static readonly Histogram<double> _duration =
        _meter.CreateHistogram<double>("belfry.callbacks.duration", "s", "From the call of a handler to its end, answers and sub-operations included");

    private readonly string _service;
    private readonly object _handler;
    private readonly long _began;

    private CallbackTime(string service, object handler, long began) => (_service, _handler, _began) = (service, handler, began);

    /// <summary>A handler is called.</summary>
    /// <param name="service">What for, such as C-FIND.</param>
    /// <param name="handler">Who is called; named by its class, or as <see cref="ICallbackOwner"/> says.</param>
    public static CallbackTime Begin(string service, object handler) => new(service, handler, _duration.Enabled ? Stopwatch.GetTimestamp() : 0);

    public void Dispose()
    {
        if (_began != 0)
            _duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, new("service", _service), new KeyValuePair<string, object?>("handler", NameOf(_handler)));
    }

    private static string? NameOf(object handler) => handler is ICallbackOwner owner ? owner.OwnerName : handler.GetType().FullName;
}
