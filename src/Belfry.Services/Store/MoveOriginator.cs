using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>Whose C-MOVE a C-STORE is a part of (PS3.7 §9.3.1.1).</summary>
/// <param name="AETitle">Move Originator Application Entity Title (0000,1030).</param>
/// <param name="MessageId">Move Originator Message ID (0000,1031).</param>
public readonly record struct MoveOriginator(AETitle AETitle, ushort MessageId);
