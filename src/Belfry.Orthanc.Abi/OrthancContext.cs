using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Abi;

/// <summary>
/// OrthancPluginContext: what a plugin gets at its initialisation and hands back with every call. It lies in unmanaged memory that is
/// never freed, because a plugin's own threads may use it at any time.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OrthancContext
{
    /// <summary>Ours alone: a GCHandle of the plugin, so that the host knows who calls.</summary>
    public nint PluginsManager;

    /// <summary>The version that the host reports, NUL-terminated.</summary>
    public byte* OrthancVersion;

    /// <summary>Frees what the host handed over; null is allowed.</summary>
    public delegate* unmanaged[Cdecl]<void*, void> Free;

    /// <summary>Every service goes through it, from any thread.</summary>
    public delegate* unmanaged[Cdecl]<OrthancContext*, int, void*, int> InvokeService;
}
