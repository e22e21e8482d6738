using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// A DIMSE response (PS3.7 §9.3, §10.3), without its data set and without the fields that repeat the request: the sender adds
/// Message ID Being Responded To and the SOP Class UID. So one instance may answer any number of requests. Immutable; may be kept.
/// </summary>
/// <param name="Status">Status (0000,0900).</param>
public abstract record DimseResponse(DimseStatus Status)
{
    /// <summary>The longest Error Comment (0000,0902), in characters (VR LO).</summary>
    public const int MaxErrorCommentLength = 64;

    private readonly string? _errorComment;

    /// <summary>Error Comment (0000,0902); cut to 64 characters, others than printable ASCII replaced by '?'. Null for none.</summary>
    public string? ErrorComment
    {
        get => _errorComment;
        init => _errorComment = Clean(value);
    }

    /// <summary>Offending Element (0000,0901); may be empty.</summary>
    public IReadOnlyList<DicomTag> OffendingElements { get; init; } = [];

    /// <summary>Error ID (0000,0903); null for none.</summary>
    public ushort? ErrorId { get; init; }

    /// <summary>
    /// Affected SOP Instance UID (0000,1000). Empty (the default) repeats that of the request, where the message has the field.
    /// </summary>
    public DicomUid AffectedSopInstanceUid { get; init; }

    /// <summary>Command Field (0000,0100).</summary>
    public abstract CommandField CommandField { get; }

    /// <summary>True when no further response follows for the request.</summary>
    public bool IsFinal => !Status.IsPending;

    private static string? Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var length = Math.Min(text.Length, MaxErrorCommentLength);
        if (length == text.Length && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('\\'))
            return text;
        return string.Create(length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is >= ' ' and <= '~' and not '\\' ? source[i] : '?';
        });
    }
}
