using System.IO.Enumeration;
using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>Which instances are taken by C-STORE, by SOP class and transfer syntax. Immutable.</summary>
public sealed record StorageAcceptance
{
    /// <summary>All storage SOP classes of the standard, in all of its transfer syntaxes.</summary>
    public static StorageAcceptance Default { get; } = new();

    /// <summary>
    /// Takes SOP classes too that the dictionary does not know, private ones among them (<c>UnknownSopClassAccepted</c>). Registered ones that
    /// do not store, such as Verification, are never taken. Default: false.
    /// </summary>
    public bool UnknownSopClasses { get; init; }

    /// <summary>Only SOP classes that fit one of these, where <c>*</c> and <c>?</c> stand for any text and character; empty takes all.</summary>
    public IReadOnlyList<string> AcceptedSopClasses { get; init; } = [];

    /// <summary>No SOP class that fits one of these.</summary>
    public IReadOnlyList<string> RejectedSopClasses { get; init; } = [];

    /// <summary>Transfer syntaxes that fit one of these. Default: <c>1.2.840.10008.1.*</c>.</summary>
    public IReadOnlyList<string> TransferSyntaxes { get; init; } = ["1.2.840.10008.1.*"];

    /// <summary>No transfer syntax of these.</summary>
    public IReadOnlySet<DicomUid> RejectedTransferSyntaxes { get; init; } = new HashSet<DicomUid>();

    /// <summary>True for a SOP class that is taken.</summary>
    public bool AcceptsSopClass(DicomUid sopClass) =>
        (StorageSopClass.Contains(sopClass) || (UnknownSopClasses && sopClass is { IsEmpty: false, Name: null }))
        && (AcceptedSopClasses.Count == 0 || FitsAny(AcceptedSopClasses, sopClass))
        && !FitsAny(RejectedSopClasses, sopClass);

    /// <summary>True for a registered transfer syntax of elements that is taken.</summary>
    public bool AcceptsTransferSyntax(DicomUid transferSyntax) =>
        TransferSyntax.Find(transferSyntax) is { HasElements: true } && FitsAny(TransferSyntaxes, transferSyntax) && !RejectedTransferSyntaxes.Contains(transferSyntax);

    private static bool FitsAny(IReadOnlyList<string> patterns, DicomUid uid)
    {
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, uid.Value, ignoreCase: false))
                return true;
        }

        return false;
    }
}
