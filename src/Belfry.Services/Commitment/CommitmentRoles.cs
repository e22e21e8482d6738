using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// SCP/SCU Role Selection for storage commitment (PS3.4 §J.3.4). A peer that asks for commitment is SCU, as requestors are by default. One that
/// brings a report proposes the role of SCP: it is granted where N-EVENT-REPORT is served, and that of SCU where N-ACTION is. Pure.
/// </summary>
internal static class CommitmentRoles
{
    /// <summary>The roles granted to the requestor; none when it proposes none.</summary>
    public static IReadOnlyList<RoleSelection> Grant(AssociationProposal proposal, ServiceRoutes routes)
    {
        foreach (var role in proposal.Request.UserInformation.RoleSelections)
        {
            if (role.SopClassUid == CommitmentSopClass.PushModel && routes.HasRoute(role.SopClassUid, proposal.CalledAETitle))
                return [new RoleSelection(role.SopClassUid, role.Scu && Serves(CommandField.NActionRequest), role.Scp && Serves(CommandField.NEventReportRequest))];
        }

        return [];

        bool Serves(CommandField command) => routes.Serves(CommitmentSopClass.PushModel, command, proposal.CalledAETitle);
    }
}
