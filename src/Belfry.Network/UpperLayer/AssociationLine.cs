using System.Collections;
using System.Text.Unicode;

namespace Belfry.Network;

/// <summary>The one line of an association: who, how it ended, how many operations, how long. Written without a string (decision 0064).</summary>
internal readonly struct AssociationLine(Association association, AssociationEndReason reason, long operations, TimeSpan elapsed, string? detail)
    : IReadOnlyList<KeyValuePair<string, object?>>, IUtf8SpanFormattable
{
    private const string Format =
        "Association {AssociationId} from {Calling} to {Called} ({Peer}{Tls}) ended: {Reason} after {Operations} operations in {Milliseconds:F1} ms{Detail}";

    public int Count => 10;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("AssociationId", association.Id),
        1 => new("Calling", association.CallingAETitle.Value),
        2 => new("Called", association.CalledAETitle.Value),
        3 => new("Peer", association.RemoteEndPoint),
        4 => new("Tls", association.Tls),
        5 => new("Reason", reason),
        6 => new("Operations", operations),
        7 => new("Milliseconds", elapsed.TotalMilliseconds),
        8 => new("Detail", detail),
        9 => new("{OriginalFormat}", Format),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var tenths = (elapsed.Ticks + (TimeSpan.TicksPerMillisecond / 20)) / (TimeSpan.TicksPerMillisecond / 10);
        return Utf8.TryWrite(
            utf8Destination,
            provider,
            $"Association {association.Id} from {association.CallingAETitle.Value} to {association.CalledAETitle.Value} ({association.RemoteEndPoint?.ToString()}{association.TlsNote}) ended: {reason.ToString()} after {operations} operation{Utf8Line.Plural(operations)} in {tenths / 10}.{tenths % 10} ms{Utf8Line.InBrackets(detail)}",
            out bytesWritten);
    }

    public override string ToString() => Utf8Line.Text(in this);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Utf8Line.Enumerate(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
