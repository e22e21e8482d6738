using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>The requestor's half of the negotiation. Pure.</summary>
internal static class RequestorNegotiation
{
    public static AssociateRequestPdu Request(AssociationRequest request, AssociationLimits limits) => new()
    {
        CalledAETitle = request.CalledAETitle.Value,
        CallingAETitle = request.CallingAETitle.Value,
        PresentationContexts = request.PresentationContexts,
        UserInformation = new UserInformation
        {
            MaxPduLength = (uint)limits.MaxPduLength,
            ImplementationClassUid = Implementation.ClassUid,
            ImplementationVersionName = Implementation.VersionName,
            AsynchronousOperationsWindow = request.AsynchronousOperationsWindow,
            RoleSelections = request.RoleSelections,
            ExtendedNegotiations = request.ExtendedNegotiations,
            CommonExtendedNegotiations = request.CommonExtendedNegotiations,
            UserIdentity = request.UserIdentity,
        },
    };

    /// <summary>The contexts that an answer puts in force.</summary>
    /// <exception cref="ProtocolViolationException">The answer does not fit the request.</exception>
    public static PresentationContext[] Contexts(AssociateRequestPdu request, AssociateAcceptPdu accept)
    {
        var contexts = new List<PresentationContext>(request.PresentationContexts.Count);
        var granted = accept.UserInformation.RoleSelections;
        foreach (var answer in accept.PresentationContexts)
        {
            var proposed = request.PresentationContexts.FirstOrDefault(p => p.Id == answer.Id)
                ?? throw WireReader.Invalid($"Answer to presentation context {answer.Id}, which was not proposed.");
            if (answer.Result != PresentationContextResult.Acceptance)
                continue;
            if (!proposed.TransferSyntaxes.Contains(answer.TransferSyntax) || KnownTransferSyntax.Find(answer.TransferSyntax) is not { } transferSyntax)
                throw WireReader.Invalid($"Presentation context {answer.Id} was accepted with a transfer syntax that was not proposed.");
            var (isScu, isScp) = AcceptorNegotiation.RolesInForce(proposed.AbstractSyntax, Restricted(granted, request.UserInformation.RoleSelections));
            contexts.Add(new PresentationContext(proposed.Id, proposed.AbstractSyntax, transferSyntax, isScu, isScp));
        }

        return [.. contexts];
    }

    /// <summary>An acceptor cannot give roles that were not asked for.</summary>
    private static IReadOnlyList<RoleSelection> Restricted(IReadOnlyList<RoleSelection> granted, IReadOnlyList<RoleSelection> proposed) =>
        granted.Count == 0
            ? granted
            : [.. from role in granted
                  join offer in proposed on role.SopClassUid equals offer.SopClassUid
                  select new RoleSelection(role.SopClassUid, role.Scu && offer.Scu, role.Scp && offer.Scp)];
}
