using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>What became of an instance that was sent to a modality.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Status">
/// The status of the C-STORE response. Where there was none: A900H when the peer takes no form of the instance, 0122H when it does not take the SOP
/// class, C000H when the instance cannot be read, A702H when the peer cannot be reached or broke off.
/// </param>
/// <param name="Comment">More for people: the peer's Error Comment, or what went wrong; null for nothing. Holds no patient data of ours.</param>
/// <param name="Fault">What kept the peer from answering; null with a response.</param>
public readonly record struct SendOutcome(InstanceSource Instance, DimseStatus Status, string? Comment = null, Exception? Fault = null)
{
    /// <summary>The peer has it, perhaps with a warning.</summary>
    public bool IsStored => Status.Class is DimseStatusClass.Success or DimseStatusClass.Warning;

    /// <summary>It may arrive another time: the peer was not there, broke off, or is out of resources (A7xxH).</summary>
    public bool MayArriveLater => !IsStored && (Status.Code & 0xFF00) == 0xA700;
}
