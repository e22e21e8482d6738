using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belfry.Web;

/// <summary>
/// Listens to the meters named <c>belfry.…</c> from its making on, and renders what they measured in the Prometheus text format
/// (version 0.0.4). Thread-safe; measuring does not allocate once a set of tags is known.
/// </summary>
public sealed class PrometheusPage : IDisposable
{
    /// <summary>The media type of the page.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Prefix = "belfry";

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();

    /// <summary>Begins to listen.</summary>
    public PrometheusPage()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static i => new MetricFamily(i)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => (state as MetricFamily)?.Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => (state as MetricFamily)?.Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => (state as MetricFamily)?.Record(value, tags));
        _listener.Start();
    }

    /// <summary>The page, with what the process itself uses.</summary>
    public string Render()
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
                family.Write(text);
            WriteProcess(text);
            return text.ToString();
        }
    }

    /// <summary>The same for programs that draw it: an array of instruments with their series.</summary>
    internal void Write(Utf8JsonWriter writer, string name)
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            writer.WriteStartArray(name);
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
                family.Write(writer);
            writer.WriteEndArray();
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private static void WriteProcess(StringBuilder text)
    {
        WriteValue(text, "process_resident_memory_bytes", "gauge", "Memory in use by the process.", Environment.WorkingSet);
        WriteValue(text, "process_cpu_seconds_total", "counter", "Processor time used.", Environment.CpuUsage.TotalTime.TotalSeconds);
        WriteValue(text, "dotnet_gc_heap_bytes", "gauge", "Memory in use by managed objects.", GC.GetTotalMemory(false));
        WriteValue(text, "dotnet_gc_collections_total", "counter", "Collections of all generations.", GC.CollectionCount(0));
        WriteValue(text, "dotnet_threadpool_threads", "gauge", "Threads of the pool.", ThreadPool.ThreadCount);
    }

    private static void WriteValue(StringBuilder text, string name, string kind, string description, double value) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(description).Append("\n# TYPE ").Append(name).Append(' ').Append(kind).Append('\n')
            .Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
}
