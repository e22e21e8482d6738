using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belfry.Web;

/// <summary>The running values of one instrument with one set of tags. Thread-safe.</summary>
internal sealed class MetricSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private readonly Lock _gate = new();
    private double _sum;
    private long _count;

    public MetricSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, double[] bounds)
    {
        _tags = tags.ToArray();
        _bounds = bounds;
        _buckets = new long[bounds.Length];
    }

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length)
            return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != _tags[i].Key || !Equals(tags[i].Value, _tags[i].Value))
                return false;
        }

        return true;
    }

    /// <summary>True for the very values of this series; false also for equal ones.</summary>
    public bool IsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length)
            return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (!ReferenceEquals(tags[i].Value, _tags[i].Value))
                return false;
        }

        return true;
    }

    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket])
            bucket++;
        lock (_gate)
        {
            _sum += value;
            _count++;
            if (bucket < _buckets.Length)
                _buckets[bucket]++;
        }
    }

    public void Set(double value)
    {
        lock (_gate)
            _sum = value;
    }

    public void Write(StringBuilder text, string name, bool isHistogram)
    {
        lock (_gate)
        {
            if (!isHistogram)
            {
                WriteLine(text, name, null, _sum);
                return;
            }

            // Each bucket of the page holds those before it.
            long upToHere = 0;
            for (var i = 0; i < _bounds.Length; i++)
                WriteLine(text, name + "_bucket", _bounds[i].ToString("R", CultureInfo.InvariantCulture), upToHere += _buckets[i]);
            WriteLine(text, name + "_bucket", "+Inf", _count);
            WriteLine(text, name + "_sum", null, _sum);
            WriteLine(text, name + "_count", null, _count);
        }
    }

    /// <summary>Tags and value; for a histogram the count of each bucket alone, with the sum.</summary>
    public void Write(Utf8JsonWriter writer, bool isHistogram)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("tags");
        foreach (var (key, tag) in _tags)
            writer.WriteString(key, Convert.ToString(tag, CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        lock (_gate)
        {
            writer.WriteNumber("value", _sum);
            if (isHistogram)
            {
                writer.WriteNumber("count", _count);
                writer.WriteStartArray("buckets");
                foreach (var bucket in _buckets)
                    writer.WriteNumberValue(bucket);
                writer.WriteEndArray();
            }
        }

        writer.WriteEndObject();
    }

    private void WriteLine(StringBuilder text, string name, string? bound, double value)
    {
        text.Append(name);
        if (_tags.Length > 0 || bound is not null)
        {
            text.Append('{');
            foreach (var (key, tag) in _tags)
                text.Append(MetricFamily.Clean(key)).Append("=\"").Append(Escape(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "")).Append("\",");
            if (bound is not null)
                text.Append("le=\"").Append(bound).Append("\",");
            text.Length--;
            text.Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
