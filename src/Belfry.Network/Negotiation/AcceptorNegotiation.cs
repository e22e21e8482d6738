using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>The acceptor's half of the negotiation: a request and a decision give the answer and the contexts in force. Pure.</summary>
internal static class AcceptorNegotiation
{
    // Room for a header, and a few bytes behind it: less cannot carry a command.
    private const uint SmallestPeerPduLength = 128;

    /// <summary>What is wrong with a request before any policy is asked; null when nothing is.</summary>
    public static AssociationRejection? FindFault(AssociateRequestPdu request, out AETitle calling, out AETitle called)
    {
        calling = default;
        called = default;
        if ((request.ProtocolVersion & 1) == 0)
            return AssociationRejection.ProtocolVersionNotSupported;
        if (request.ApplicationContextName != Uids.DICOMApplicationContext)
            return AssociationRejection.ApplicationContextNotSupported;
        if (!AETitle.TryParse(request.CalledAETitle, out called))
            return AssociationRejection.CalledAETitleNotRecognized;
        if (!AETitle.TryParse(request.CallingAETitle, out calling))
            return AssociationRejection.CallingAETitleNotRecognized;
        if (request.UserInformation.MaxPduLength is > 0 and < SmallestPeerPduLength)
            return AssociationRejection.ProviderNoReason;
        return null;
    }

    /// <summary>The A-ASSOCIATE-AC, and what it puts in force.</summary>
    public static AssociateAcceptPdu Answer(
        AssociateRequestPdu request, AssociationDecision decision, AssociationLimits limits, out PresentationContext[] contexts)
    {
        var user = request.UserInformation;
        var roles = GrantedRoles(user.RoleSelections, decision.RoleSelections);
        var answers = new PresentationContextAnswer[request.PresentationContexts.Count];
        var accepted = new List<PresentationContext>(answers.Length);
        for (var i = 0; i < answers.Length; i++)
        {
            var proposed = request.PresentationContexts[i];
            answers[i] = Check(proposed, Find(decision.PresentationContexts, proposed.Id), out var transferSyntax);
            if (transferSyntax is null)
                continue;
            var (requestorIsScu, requestorIsScp) = RolesInForce(proposed.AbstractSyntax, roles);
            accepted.Add(new PresentationContext(proposed.Id, proposed.AbstractSyntax, transferSyntax, isLocalScu: requestorIsScp, isLocalScp: requestorIsScu));
        }

        contexts = [.. accepted];
        return new AssociateAcceptPdu
        {
            CalledAETitle = request.CalledAETitle,
            CallingAETitle = request.CallingAETitle,
            PresentationContexts = answers,
            UserInformation = new UserInformation
            {
                MaxPduLength = (uint)limits.MaxPduLength,
                ImplementationClassUid = Implementation.ClassUid,
                ImplementationVersionName = Implementation.VersionName,
                AsynchronousOperationsWindow = Window(user.AsynchronousOperationsWindow, decision.AsynchronousOperationsWindow, limits),
                RoleSelections = roles,
                ExtendedNegotiations = [.. decision.ExtendedNegotiations.Where(e => user.ExtendedNegotiations.Any(p => p.SopClassUid == e.SopClassUid))],
                UserIdentityResponse = user.UserIdentity is { PositiveResponseRequested: true } ? decision.UserIdentityResponse : null,
            },
        };
    }

    /// <summary>Operations that the peer may have running here, and those that this side may invoke, by an answer.</summary>
    public static (int Performed, int Invoked) WindowInForce(AsynchronousOperationsWindow? answer, AssociationLimits limits)
    {
        if (answer is not { } window)
            return (1, 1);
        return (Bounded(window.MaxInvoked, limits), Bounded(window.MaxPerformed, limits));
    }

    private static int Bounded(ushort number, AssociationLimits limits) =>
        number == 0 ? limits.MaxOperationsPerformed : Math.Min(number, limits.MaxOperationsPerformed);

    private static PresentationContextAnswer Check(ProposedPresentationContext proposed, PresentationContextAnswer? given, out TransferSyntax? transferSyntax)
    {
        transferSyntax = null;
        if (given is not { } answer)
            return PresentationContextAnswer.Refuse(proposed.Id, PresentationContextResult.NoReason);
        if (answer.Result != PresentationContextResult.Acceptance)
            return PresentationContextAnswer.Refuse(proposed.Id, answer.Result);
        if (proposed.TransferSyntaxes.Contains(answer.TransferSyntax))
            transferSyntax = KnownTransferSyntax.Find(answer.TransferSyntax);
        return transferSyntax is null ? PresentationContextAnswer.Refuse(proposed.Id, PresentationContextResult.TransferSyntaxesNotSupported) : answer;
    }

    private static PresentationContextAnswer? Find(IReadOnlyList<PresentationContextAnswer> answers, byte id)
    {
        foreach (var answer in answers)
        {
            if (answer.Id == id)
                return answer;
        }

        return null;
    }

    /// <summary>A role is granted only when proposed (PS3.7 §D.3.3.4): the answer may turn 1 into 0, never 0 into 1.</summary>
    private static IReadOnlyList<RoleSelection> GrantedRoles(IReadOnlyList<RoleSelection> proposed, IReadOnlyList<RoleSelection> decided)
    {
        if (decided.Count == 0 || proposed.Count == 0)
            return [];
        var granted = new List<RoleSelection>(decided.Count);
        foreach (var role in decided)
        {
            foreach (var offer in proposed)
            {
                if (offer.SopClassUid != role.SopClassUid)
                    continue;
                granted.Add(new RoleSelection(role.SopClassUid, role.Scu && offer.Scu, role.Scp && offer.Scp));
                break;
            }
        }

        return granted;
    }

    /// <summary>Roles of the requestor for a SOP class: SCU unless an answer says otherwise (PS3.7 §D.3.3.4).</summary>
    public static (bool IsScu, bool IsScp) RolesInForce(DicomUid sopClass, IReadOnlyList<RoleSelection> granted)
    {
        foreach (var role in granted)
        {
            if (role.SopClassUid == sopClass)
                return (role.Scu, role.Scp);
        }

        return (true, false);
    }

    private static AsynchronousOperationsWindow? Window(
        AsynchronousOperationsWindow? proposed, AsynchronousOperationsWindow? decided, AssociationLimits limits)
    {
        if (proposed is not { } offer)
            return null;
        var answer = decided ?? AsynchronousOperationsWindow.Synchronous;
        return new AsynchronousOperationsWindow(
            Lower(Lower(offer.MaxInvoked, answer.MaxInvoked), (ushort)limits.MaxOperationsPerformed), Lower(offer.MaxPerformed, answer.MaxPerformed));
    }

    /// <summary>The lesser number, where zero is unlimited.</summary>
    private static ushort Lower(ushort a, ushort b) => a == 0 ? b : b == 0 ? a : Math.Min(a, b);
}
