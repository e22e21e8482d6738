using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Sdk.Testing;

/// <summary>How an SCU of a test associates. Immutable.</summary>
public sealed record ScuOptions
{
    /// <summary>The AE title that it gives itself.</summary>
    public AETitle CallingAETitle { get; init; } = AETitle.Parse("TESTSCU");

    /// <summary>The AE title that it calls. Empty, the default: BELFRY, or what an in-memory server's plugin answers for.</summary>
    public AETitle CalledAETitle { get; init; }

    /// <summary>The transfer syntaxes of all contexts but those for storing, in the order of preference.</summary>
    public IReadOnlyList<DicomUid> TransferSyntaxes { get; init; } = [Uids.ExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian];

    /// <summary>What to propose by extended negotiation for queries (PS3.4 §C.5.1.1); by default nothing.</summary>
    public QueryRetrieveOptions QueryRetrieve { get; init; }
}
