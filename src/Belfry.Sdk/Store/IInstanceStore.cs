using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>The instances that the server keeps. Thread-safe.</summary>
public interface IInstanceStore
{
    /// <summary>The stored instance of a SOP Instance UID; null when there is none. Of several, the one stored last.</summary>
    ValueTask<InstanceSource?> FindAsync(DicomUid sopInstanceUid, CancellationToken cancellation = default);
}
