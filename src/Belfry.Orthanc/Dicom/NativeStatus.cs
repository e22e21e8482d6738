using Belfry.Dicom;

namespace Belfry.Orthanc.Dicom;

/// <summary>The statuses of what plugins fail at.</summary>
internal static class NativeStatus
{
    /// <summary>C000H, which the reference host answers whenever a callback fails (PS3.4 tables C.4-1, C.4-2 and K.4-1: unable to process).</summary>
    public static DimseStatus UnableToProcess => new(0xC000);
}
