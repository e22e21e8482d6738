using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// SCP/SCU Role Selection for C-GET (PS3.4 §C.5.3.1.1): a peer that will take instances proposes the role of SCP for their SOP classes. It is
/// granted where the association has a context for C-GET. Pure.
/// </summary>
internal static class GetRoles
{
    /// <summary>The roles granted to the requestor; those of SOP classes left out stay as they are by default.</summary>
    public static IReadOnlyList<RoleSelection> Grant(AssociationProposal proposal, ServiceRoutes routes)
    {
        var proposed = proposal.Request.UserInformation.RoleSelections;
        if (proposed.Count == 0 || !IsForGet(proposal, routes))
            return [];
        var called = proposal.CalledAETitle;
        return
        [
            .. from role in proposed
               where role.Scp && IsOfInstances(role.SopClassUid, called, routes)
               select role with { Scu = role.Scu && routes.Serves(role.SopClassUid, CommandField.CStoreRequest, called) },
        ];
    }

    /// <summary>Chooses the transfer syntax of a context by which instances go to the requestor: the first of its own choice that is known.</summary>
    /// <returns>True; a context with none that is known gets an empty one.</returns>
    public static bool TryChoose(ProposedPresentationContext context, out DicomUid chosen)
    {
        chosen = context.TransferSyntaxes.FirstOrDefault(static uid => TransferSyntax.Find(uid) is not null);
        return true;
    }

    private static bool IsForGet(AssociationProposal proposal, ServiceRoutes routes)
    {
        foreach (var context in proposal.Request.PresentationContexts)
        {
            if (routes.Serves(context.AbstractSyntax, CommandField.CGetRequest, proposal.CalledAETitle))
                return true;
        }

        return false;
    }

    /// <summary>A storage SOP class, or a private one that nothing else is served for.</summary>
    private static bool IsOfInstances(DicomUid sopClass, AETitle called, ServiceRoutes routes) =>
        StorageSopClass.Contains(sopClass) || (UidDictionary.Find(sopClass) is null && !routes.HasRoute(sopClass, called));
}
