using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>How a sub-operation ended: the status of its C-STORE (PS3.4 table B.2-1) decides how it is counted.</summary>
/// <param name="Status">The status: success, warning or failure.</param>
public readonly record struct SuboperationResult(DimseStatus Status)
{
    /// <summary>It was stored.</summary>
    public static SuboperationResult Completed => new(DimseStatus.Success);

    /// <summary>It was stored with a remark, such as B000H.</summary>
    public static SuboperationResult Warning(DimseStatus status) => new(status);

    /// <summary>It was not stored.</summary>
    public static SuboperationResult Failed(DimseStatus status) => new(status);
}
