namespace Belfry.Dicom;

/// <summary>What the registry says of a UID (PS3.6 Annex A).</summary>
/// <param name="Uid">The UID.</param>
/// <param name="Keyword">The keyword; empty when there is none.</param>
/// <param name="Name">The name.</param>
/// <param name="Type">What it identifies, as the standard writes it: <c>SOP Class</c>, <c>Transfer Syntax</c>…</param>
/// <param name="IsRetired">True when retired.</param>
public sealed record UidEntry(DicomUid Uid, string Keyword, string Name, string Type, bool IsRetired);
