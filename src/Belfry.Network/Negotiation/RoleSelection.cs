using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// SCP/SCU Role Selection (PS3.7 §D.3.3.4) of one SOP class. In a request: the roles that the requestor proposes for itself;
/// in an answer: those of them that the acceptor grants.
/// </summary>
/// <param name="SopClassUid">The SOP class.</param>
/// <param name="Scu">The requestor may be SCU.</param>
/// <param name="Scp">The requestor may be SCP.</param>
public readonly record struct RoleSelection(DicomUid SopClassUid, bool Scu, bool Scp);
