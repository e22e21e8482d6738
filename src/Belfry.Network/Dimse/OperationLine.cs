using System.Collections;
using System.Text.Unicode;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// The one line of an operation: what, who, how many, how long, how it ended. Written without a string, since a busy server writes one for
/// each request (decision 0064).
/// </summary>
internal readonly struct OperationLine(DimseOperation operation, TimeSpan elapsed)
    : IReadOnlyList<KeyValuePair<string, object?>>, IUtf8SpanFormattable
{
    private const string Format =
        "{Command} {MessageId} of {SopClass} from {Calling} to {Called} on association {AssociationId}: {Pending} pending responses in {Milliseconds:F2} ms, {Reason}, status {Status}{Comment}";

    /// <summary>A handler may name any number of elements; more than these help nobody.</summary>
    private const int MaxElements = 8;

    public int Count => 12;

    private string Status => operation.FinalResponse?.Status.ToString() ?? "none";

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("Command", operation.Request.CommandField.ServiceOf()),
        1 => new("MessageId", operation.Request.MessageId),
        2 => new("SopClass", NameOf(operation.Request.SopClassUid)),
        3 => new("Calling", operation.Association.CallingAETitle.Value),
        4 => new("Called", operation.Association.CalledAETitle.Value),
        5 => new("AssociationId", operation.Association.Id),
        6 => new("Pending", operation.PendingResponseCount),
        7 => new("Milliseconds", elapsed.TotalMilliseconds),
        8 => new("Reason", operation.EndReason),
        9 => new("Status", Status),
        10 => new("Comment", Comment()),
        11 => new("{OriginalFormat}", Format),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var request = operation.Request;
        var pending = operation.PendingResponseCount;
        var hundredths = (elapsed.Ticks + (TimeSpan.TicksPerMillisecond / 200)) / (TimeSpan.TicksPerMillisecond / 100);
        var status = operation.FinalResponse is { Status.Code: 0 } ? "0000H" : Status;
        return Utf8.TryWrite(
            utf8Destination,
            provider,
            $"{request.CommandField.ServiceOf()} {request.MessageId} of {operation.Association.DescribeUse(request.SopClassUid)}: {pending} pending response{Utf8Line.Plural(pending)} in {hundredths / 100}.{hundredths % 100:D2} ms, {operation.EndReason.ToString()}, status {status}{Comment()}",
            out bytesWritten);
    }

    public override string ToString() => Utf8Line.Text(in this);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Utf8Line.Enumerate(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The name of the SOP class, or what the peer wrote.</summary>
    internal static string NameOf(DicomUid sopClass) => UidDictionary.Find(sopClass)?.Name ?? sopClass.Value;

    /// <summary>Error Comment and offending elements, which name attributes and hold no values.</summary>
    private string Comment()
    {
        if (operation.FinalResponse is not { } response)
            return "";
        var elements = response.OffendingElements;
        if (elements.Count == 0)
            return Utf8Line.InBrackets(response.ErrorComment);
        var named = string.Join(", ", elements.Take(MaxElements)) + (elements.Count > MaxElements ? ", …" : "");
        return response.ErrorComment is { } comment ? $" ({comment}; offending {named})" : $" (offending {named})";
    }
}
