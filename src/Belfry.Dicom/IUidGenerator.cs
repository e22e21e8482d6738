namespace Belfry.Dicom;

/// <summary>Makes new UIDs, so that tests can foresee them.</summary>
public interface IUidGenerator
{
    /// <summary>A UID that no other call returns.</summary>
    DicomUid Next();
}
