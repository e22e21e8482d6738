using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Where requests for a SOP class go.</summary>
/// <param name="SopClass">The abstract syntax.</param>
/// <param name="Command">The requests that the service performs; others get 0211H.</param>
/// <param name="Kind">The permission that they need.</param>
/// <param name="Service">Who performs them.</param>
public sealed record ServiceRoute(DicomUid SopClass, CommandField Command, ServiceKind Kind, IDimseService Service)
{
    /// <summary>Only for this called AE title; null serves all that have no route of their own.</summary>
    public AETitle? CalledAETitle { get; init; }

    /// <summary>
    /// Transfer syntaxes of the contexts, best first: the one nearest to the front that the requestor proposes is taken. Default:
    /// Explicit VR Little Endian, Explicit VR Big Endian, Implicit VR Little Endian.
    /// </summary>
    public IReadOnlyList<DicomUid> TransferSyntaxes { get; init; } =
        [Uids.ExplicitVRLittleEndian, Uids.ExplicitVRBigEndian, Uids.ImplicitVRLittleEndian];

    /// <summary>
    /// Answers a SOP Class Extended Negotiation (PS3.7 §D.3.3.5): takes the proposed bytes, gives the granted ones. Null, the default, answers
    /// none.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? AnswerExtendedNegotiation { get; init; }

    /// <summary>Verification, for all.</summary>
    public static ServiceRoute Verification { get; } =
        new(Uids.Verification, CommandField.CEchoRequest, ServiceKind.Echo, VerificationProvider.Instance);

    /// <summary>Modality Worklist.</summary>
    public static ServiceRoute Worklist(FindProvider provider) =>
        new(Uids.ModalityWorklistInformationModelFind, CommandField.CFindRequest, ServiceKind.FindWorklist, provider);

    /// <summary>Reports of storage commitment, which SCPs bring on associations of their own.</summary>
    /// <param name="reports">Takes them.</param>
    public static ServiceRoute CommitmentReports(IDimseService reports) =>
        new(CommitmentSopClass.PushModel, CommandField.NEventReportRequest, ServiceKind.StorageCommitment, reports);

    /// <summary>C-FIND of a Query/Retrieve model.</summary>
    /// <param name="model">The model that the provider answers for.</param>
    /// <param name="provider">Who answers.</param>
    /// <param name="granted">What extended negotiation grants.</param>
    public static ServiceRoute Find(QueryRetrieveModel model, FindProvider provider, QueryRetrieveOptions granted) =>
        new(QueryRetrieveSopClasses.Find(model), CommandField.CFindRequest, ServiceKind.Find, provider)
        {
            AnswerExtendedNegotiation = proposed => QueryRetrieveNegotiation.Answer(proposed.Span, granted),
        };

    /// <summary>C-MOVE of a Query/Retrieve model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="provider">Who performs it.</param>
    public static ServiceRoute Move(QueryRetrieveModel model, IDimseService provider) =>
        new(QueryRetrieveSopClasses.Move(model), CommandField.CMoveRequest, ServiceKind.Move, provider) { AnswerExtendedNegotiation = AnswerRetrieve };

    /// <summary>C-GET of a Query/Retrieve model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="provider">Who performs it.</param>
    public static ServiceRoute Get(QueryRetrieveModel model, GetProvider provider) =>
        new(QueryRetrieveSopClasses.Get(model), CommandField.CGetRequest, ServiceKind.Get, provider) { AnswerExtendedNegotiation = AnswerRetrieve };

    /// <summary>N-ACTION of the Storage Commitment Push Model.</summary>
    /// <param name="provider">Who performs it.</param>
    public static ServiceRoute StorageCommitment(IDimseService provider) =>
        new(CommitmentSopClass.PushModel, CommandField.NActionRequest, ServiceKind.StorageCommitment, provider);

    // Unique keys of the levels above are not asked for in any case (PS3.4 §C.5.2.1).
    private static ReadOnlyMemory<byte> AnswerRetrieve(ReadOnlyMemory<byte> proposed) =>
        QueryRetrieveNegotiation.Answer(proposed.Span, QueryRetrieveOptions.Relational);
}
