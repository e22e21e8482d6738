using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>A registered find or worklist callback; both have the same form.</summary>
/// <param name="Plugin">Whose it is.</param>
/// <param name="Callback">The function.</param>
/// <param name="Version">1 or 2: which signature it has.</param>
internal sealed record FindRegistration(NativePlugin Plugin, nint Callback, int Version)
{
    /// <summary>A registration; null for a null callback.</summary>
    public static FindRegistration? Of(NativePlugin plugin, nint callback, int version) =>
        callback == 0 ? null : new FindRegistration(plugin, callback, version);
}
