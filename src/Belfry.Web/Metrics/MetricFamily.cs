using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Belfry.Web;

/// <summary>One instrument on the page: its name, kind, and a series for each set of tags. Thread-safe.</summary>
internal sealed class MetricFamily
{
    /// <summary>More sets of tags than this are counted together: tags are enums, so only a mistake gets here.</summary>
    private const int MaxSeries = 256;

    // Seconds, from a C-ECHO on loopback to a query that takes a coffee.
    private static readonly double[] _secondBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] _countBounds = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000, 1000000];

    // The series of a set of tags whose values were seen before, found without comparing texts.
    private const int RecentSlots = 256;

    private readonly MetricSeries?[] _recent = new MetricSeries?[RecentSlots];
    private readonly Lock _gate = new();
    private readonly string _description;
    private readonly string _kind;
    private readonly double[] _bounds;
    private readonly bool _isObserved;
    private volatile MetricSeries[] _series = [];

    public MetricFamily(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        var isHistogram = type.StartsWith("Histogram", StringComparison.Ordinal);
        var isCounter = type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal);
        _isObserved = instrument.IsObservable;
        _kind = isHistogram ? "histogram" : isCounter ? "counter" : "gauge";
        _description = instrument.Description ?? "";
        _bounds = !isHistogram ? [] : instrument.Unit == "s" ? _secondBounds : _countBounds;
        Name = Clean(instrument.Name) + UnitSuffix(instrument) + (isCounter ? "_total" : "");
    }

    public string Name { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var slot = SlotOf(tags);
        if (Volatile.Read(ref _recent[slot]) is not { } series || !series.IsOf(tags))
            Volatile.Write(ref _recent[slot], series = Find(_series, tags) ?? Add(tags));
        if (_isObserved)
            series.Set(value);
        else
            series.Add(value);
    }

    public void Write(StringBuilder text)
    {
        if (_description.Length > 0)
            text.Append("# HELP ").Append(Name).Append(' ').Append(_description.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(_kind).Append('\n');
        foreach (var series in _series)
            series.Write(text, Name, _kind == "histogram");
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("kind", _kind);
        writer.WriteStartArray("bounds");
        foreach (var bound in _bounds)
            writer.WriteNumberValue(bound);
        writer.WriteEndArray();
        writer.WriteStartArray("series");
        foreach (var series in _series)
            series.Write(writer, _kind == "histogram");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The letters that the format allows in names.</summary>
    internal static string Clean(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static int SlotOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 0;
        foreach (var (_, value) in tags)
            hash = (hash * 31) + RuntimeHelpers.GetHashCode(value);
        return (int)((uint)hash % RecentSlots);
    }

    private static MetricSeries? Find(MetricSeries[] all, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in all)
        {
            if (series.Has(tags))
                return series;
        }

        return null;
    }

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (Find(_series, tags) is { } there)
                return there;
            if (_series.Length >= MaxSeries)
                return _series[^1];
            var series = new MetricSeries(tags, _bounds);
            _series = [.. _series, series];
            return series;
        }
    }

    private static string UnitSuffix(Instrument instrument) => instrument.Unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };
}
