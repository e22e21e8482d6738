using System.Reflection;
using System.Runtime.Loader;

namespace Belfry.Server.Plugins;

/// <summary>
/// Loads one plugin apart from the others, with the libraries beside it. What both sides must agree on — the SDK, the data model and the
/// logging interface — is the server's own, so that a type is the same type on both sides.
/// </summary>
internal sealed class ManagedPluginContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly HashSet<string> _shared = ["Belfry.Sdk", "Belfry.Dicom", "Microsoft.Extensions.Logging.Abstractions"];

    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Null asks the server's own context.
        if (assemblyName.Name is null || _shared.Contains(assemblyName.Name))
            return null;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
