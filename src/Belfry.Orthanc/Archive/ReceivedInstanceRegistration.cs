using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Archive;

/// <summary>The callback that changes instances that come (1018).</summary>
/// <param name="Plugin">Whose it is.</param>
/// <param name="Callback">The function.</param>
internal sealed record ReceivedInstanceRegistration(NativePlugin Plugin, nint Callback)
{
    /// <summary>Takes the one slot of the server. Null is accepted and leaves it free, as in the reference host.</summary>
    public static OrthancErrorCode Register(NativePlugin plugin, nint callback) =>
        plugin.Host.ReceivedInstance.Register(callback == 0 ? null : new ReceivedInstanceRegistration(plugin, callback));
}
