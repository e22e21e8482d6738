using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Loading;

/// <summary>The four functions that make a shared library a plugin. A library is never unloaded.</summary>
/// <param name="Initialize">OrthancPluginInitialize.</param>
/// <param name="Finalize">OrthancPluginFinalize.</param>
/// <param name="GetName">OrthancPluginGetName.</param>
/// <param name="GetVersion">OrthancPluginGetVersion.</param>
internal sealed record PluginLibrary(nint Initialize, nint Finalize, nint GetName, nint GetVersion)
{
    /// <summary>Loads a library and looks for its functions; false says why in <paramref name="problem"/>.</summary>
    public static bool TryLoad(
        string path, [NotNullWhen(true)] out PluginLibrary? library, [NotNullWhen(false)] out string? problem)
    {
        library = null;
        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            problem = $"It cannot be loaded: {failure.Message}";
            return false;
        }

        if (NativeLibrary.TryGetExport(handle, "OrthancPluginInitialize", out var initialize)
            && NativeLibrary.TryGetExport(handle, "OrthancPluginFinalize", out var finalize)
            && NativeLibrary.TryGetExport(handle, "OrthancPluginGetName", out var name)
            && NativeLibrary.TryGetExport(handle, "OrthancPluginGetVersion", out var version))
        {
            library = new PluginLibrary(initialize, finalize, name, version);
            problem = null;
            return true;
        }

        problem = "It is no plugin: it does not export OrthancPluginInitialize, OrthancPluginFinalize, OrthancPluginGetName and "
            + "OrthancPluginGetVersion.";
        return false;
    }
}
