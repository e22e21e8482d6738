using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Ends an operation with a status of the handler's choice. The response carries the status and the comment.</summary>
public sealed class DimseStatusException : Exception
{
    /// <summary>The longest Error Comment (0000,0902), in characters (VR LO).</summary>
    public const int MaxCommentLength = 64;

    /// <param name="status">A failure status of the service class; a success or pending status is a misuse and throws ArgumentException.</param>
    /// <param name="comment">Goes to the peer as Error Comment (0000,0902), cut to 64 characters; must hold no patient data.</param>
    /// <param name="offendingElements">Go to the peer as Offending Element (0000,0901).</param>
    /// <param name="innerException">The cause, for the log.</param>
    public DimseStatusException(DimseStatus status, string? comment = null, IReadOnlyList<DicomTag>? offendingElements = null, Exception? innerException = null)
        : base(comment ?? $"Status {status}", innerException)
    {
        if (status.Class is DimseStatusClass.Success or DimseStatusClass.Pending)
            throw new ArgumentException("An operation does not fail with a success or pending status.", nameof(status));
        Status = status;
        Comment = comment is { Length: > MaxCommentLength } ? comment[..MaxCommentLength] : comment;
        OffendingElements = offendingElements ?? [];
    }

    /// <summary>The status of the response.</summary>
    public DimseStatus Status { get; }

    /// <summary>The Error Comment, at most 64 characters; null for none.</summary>
    public string? Comment { get; }

    /// <summary>The attributes at fault; may be empty.</summary>
    public IReadOnlyList<DicomTag> OffendingElements { get; }
}
