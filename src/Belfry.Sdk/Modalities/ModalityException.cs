using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A request to a modality failed. A handler may let it pass: its own peer then gets <see cref="Status"/>, where that is a failure of the same
/// service class, else the one for "unable to process", with <see cref="Comment"/>.
/// </summary>
public sealed class ModalityException : Exception
{
    /// <param name="modality">Symbolic name of the modality.</param>
    /// <param name="fault">Whose fault it is.</param>
    /// <param name="message">For the log: what failed, with addresses and the peer's own words.</param>
    /// <param name="status">The status that the peer gave; null when it gave none.</param>
    /// <param name="comment">For the handler's peer; null for one that names modality and fault.</param>
    /// <param name="innerException">The cause.</param>
    public ModalityException(
        string modality, ModalityFault fault, string message, DimseStatus? status = null, string? comment = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentNullException.ThrowIfNull(modality);
        Modality = modality;
        Fault = fault;
        Status = status;
        comment ??= $"{modality}: {Describe(fault)}";
        Comment = comment.Length > DimseStatusException.MaxCommentLength ? comment[..DimseStatusException.MaxCommentLength] : comment;
    }

    /// <summary>Symbolic name of the modality.</summary>
    public string Modality { get; }

    /// <summary>Whose fault it is.</summary>
    public ModalityFault Fault { get; }

    /// <summary>The status that the peer gave; null when it gave none.</summary>
    public DimseStatus? Status { get; }

    /// <summary>One line of at most 64 characters, fit for an Error Comment (0000,0902): no address, no patient data of ours.</summary>
    public string Comment { get; }

    internal static ModalityException Unknown(string name, IReadOnlyList<string> names) => new(
        name,
        ModalityFault.Unknown,
        $"There is no modality \"{name}\" in \"DicomModalities\"; there {(names.Count == 0 ? "are none" : $"are: {string.Join(", ", names)}")}.");

    private static string Describe(ModalityFault fault) => fault switch
    {
        ModalityFault.Unknown => "no such modality",
        ModalityFault.Unreachable => "cannot be reached",
        ModalityFault.Refused => "refused the association",
        ModalityFault.NotSupported => "does not serve this",
        ModalityFault.Failed => "failed",
        ModalityFault.BrokenOff => "broke off",
        _ => "does not answer",
    };
}
