using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>How an instance was received by a peer, or why it was not.</summary>
/// <param name="Status">
/// The status of the C-STORE response. Where there was none: A900H when the peer takes no form of the instance, 0122H when it does not take the
/// SOP class, C000H when the instance cannot be read, A702H when the peer cannot be reached or broke off.
/// </param>
/// <param name="Comment">More for people: the peer's Error Comment, or what went wrong; null for nothing. Holds no patient data.</param>
/// <param name="Fault">What went wrong where there was no response; null with a response.</param>
public readonly record struct StoreResult(DimseStatus Status, string? Comment = null, Exception? Fault = null)
{
    /// <summary>Stored, perhaps with a warning.</summary>
    public bool IsStored => Status.Class is DimseStatusClass.Success or DimseStatusClass.Warning;
}
