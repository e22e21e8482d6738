using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>User Information (PS3.8 §9.3.2.3, Annex D; PS3.7 Annex D.3.3) of an A-ASSOCIATE-RQ or -AC. Immutable.</summary>
public sealed record UserInformation
{
    /// <summary>Maximum length received (PS3.8 §D.1): longest P-DATA-TF that its sender takes, in bytes; 0 for no limit.</summary>
    public uint MaxPduLength { get; init; }

    /// <summary>Implementation Class UID (PS3.7 §D.3.3.2); empty when absent.</summary>
    public DicomUid ImplementationClassUid { get; init; }

    /// <summary>Implementation Version Name (PS3.7 §D.3.3.2), printable characters only; null when absent.</summary>
    public string? ImplementationVersionName { get; init; }

    /// <summary>Asynchronous Operations Window; null when absent, which means one operation at a time.</summary>
    public AsynchronousOperationsWindow? AsynchronousOperationsWindow { get; init; }

    /// <summary>SCP/SCU Role Selections; empty when absent.</summary>
    public IReadOnlyList<RoleSelection> RoleSelections { get; init; } = [];

    /// <summary>SOP Class Extended Negotiations; empty when absent.</summary>
    public IReadOnlyList<SopClassExtendedNegotiation> ExtendedNegotiations { get; init; } = [];

    /// <summary>SOP Class Common Extended Negotiations; only in requests; empty when absent.</summary>
    public IReadOnlyList<SopClassCommonExtendedNegotiation> CommonExtendedNegotiations { get; init; } = [];

    /// <summary>User Identity; only in requests; null when absent.</summary>
    public UserIdentity? UserIdentity { get; init; }

    /// <summary>Server-response of the user identity (PS3.7 §D.3.3.7.2); only in answers; null when absent.</summary>
    public ReadOnlyMemory<byte>? UserIdentityResponse { get; init; }
}
