using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>What a requestor asks for. Immutable.</summary>
public sealed record AssociationRequest
{
    /// <summary>The AE title of this side.</summary>
    public required AETitle CallingAETitle { get; init; }

    /// <summary>The AE title of the peer.</summary>
    public required AETitle CalledAETitle { get; init; }

    /// <summary>The contexts to propose: odd, different numbers.</summary>
    public required IReadOnlyList<ProposedPresentationContext> PresentationContexts { get; init; }

    /// <summary>Roles to propose, for SOP classes where they are not the default ones.</summary>
    public IReadOnlyList<RoleSelection> RoleSelections { get; init; } = [];

    /// <summary>Window to propose; null proposes none.</summary>
    public AsynchronousOperationsWindow? AsynchronousOperationsWindow { get; init; }

    /// <summary>SOP Class Extended Negotiations.</summary>
    public IReadOnlyList<SopClassExtendedNegotiation> ExtendedNegotiations { get; init; } = [];

    /// <summary>SOP Class Common Extended Negotiations.</summary>
    public IReadOnlyList<SopClassCommonExtendedNegotiation> CommonExtendedNegotiations { get; init; } = [];

    /// <summary>User identity; null sends none.</summary>
    public UserIdentity? UserIdentity { get; init; }

    /// <summary>Performs what the peer asks for on this association (N-EVENT-REPORT, C-STORE of a C-GET); null refuses with 0122H or 0118H.</summary>
    public IDimseRoutes? Routes { get; init; }

    /// <summary>A request for one context per abstract syntax, numbered 1, 3, 5…, each with the same transfer syntaxes.</summary>
    public static AssociationRequest Create(
        AETitle calling, AETitle called, IReadOnlyList<DicomUid> abstractSyntaxes, params IReadOnlyList<DicomUid> transferSyntaxes)
    {
        ArgumentNullException.ThrowIfNull(abstractSyntaxes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(abstractSyntaxes.Count, 128);
        if (transferSyntaxes is null or { Count: 0 })
            transferSyntaxes = [Uids.ExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian];
        return new AssociationRequest
        {
            CallingAETitle = calling,
            CalledAETitle = called,
            PresentationContexts = [.. abstractSyntaxes.Select((uid, i) => new ProposedPresentationContext((byte)((2 * i) + 1), uid, transferSyntaxes))],
        };
    }
}
