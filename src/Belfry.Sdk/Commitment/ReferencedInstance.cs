using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An item of Referenced SOP Sequence (0008,1199): an instance that somebody is asked to keep (PS3.4 table J.3-1).</summary>
/// <param name="SopClassUid">Referenced SOP Class UID (0008,1150).</param>
/// <param name="SopInstanceUid">Referenced SOP Instance UID (0008,1155).</param>
public readonly record struct ReferencedInstance(DicomUid SopClassUid, DicomUid SopInstanceUid);
