using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Guard;

/// <summary>
/// Calls the functions of plugins: through the guard library where it is present, so that a C++ exception becomes a
/// <see cref="PluginThrewException"/>; directly otherwise, and then such an exception ends the process.
/// </summary>
internal sealed unsafe partial class NativeGuard
{
    private const int MessageSize = 256;

    private readonly delegate* unmanaged[Cdecl]<nint, OrthancContext*, int*, byte*, nuint, int> _initialize;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, int> _finalize;
    private readonly delegate* unmanaged[Cdecl]<nint, byte**, byte*, nuint, int> _text;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, nint, byte*, byte*, int*, byte*, nuint, int> _find;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint, int*, byte*, nuint, int> _find2;

    private NativeGuard()
    {
    }

    private NativeGuard(nint library)
    {
        IsPresent = true;
        _initialize = (delegate* unmanaged[Cdecl]<nint, OrthancContext*, int*, byte*, nuint, int>)Export("belfry_guard_initialize");
        _finalize = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, int>)Export("belfry_guard_finalize");
        _text = (delegate* unmanaged[Cdecl]<nint, byte**, byte*, nuint, int>)Export("belfry_guard_text");
        _find = (delegate* unmanaged[Cdecl]<nint, nint, nint, byte*, byte*, int*, byte*, nuint, int>)Export("belfry_guard_find");
        _find2 = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint, int*, byte*, nuint, int>)Export("belfry_guard_find2");
        _move = (delegate* unmanaged[Cdecl]<nint, int, byte**, byte*, byte*, byte*, ushort, nint*, byte*, nuint, int>)Export("belfry_guard_move");
        _move2 = (delegate* unmanaged[Cdecl]<nint, int, byte**, nint, byte*, ushort, nint*, byte*, nuint, int>)Export("belfry_guard_move2");
        _moveSize = (delegate* unmanaged[Cdecl]<nint, nint, uint*, byte*, nuint, int>)Export("belfry_guard_move_size");
        _moveApply = (delegate* unmanaged[Cdecl]<nint, nint, int*, byte*, nuint, int>)Export("belfry_guard_move_apply");
        _moveFree = (delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, int>)Export("belfry_guard_move_free");
        _commitment = (delegate* unmanaged[Cdecl]<nint, nint*, byte*, byte*, byte**, byte**, uint, byte*, byte*, int*, byte*, nuint, int>)
            Export("belfry_guard_commitment");
        _commitment2 = (delegate* unmanaged[Cdecl]<nint, nint*, byte*, byte*, byte**, byte**, uint, nint, int*, byte*, nuint, int>)
            Export("belfry_guard_commitment2");
        _commitmentLookup = (delegate* unmanaged[Cdecl]<nint, int*, nint, byte*, byte*, int*, byte*, nuint, int>)
            Export("belfry_guard_commitment_lookup");
        _commitmentDestructor = (delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, int>)Export("belfry_guard_commitment_destructor");
        _call = (delegate* unmanaged[Cdecl]<nint, nint*, uint, nint*, byte*, nuint, int>)Export("belfry_guard_call");
        _callFloat = (delegate* unmanaged[Cdecl]<nint, nint, float*, byte*, nuint, int>)Export("belfry_guard_call_float");

        nint Export(string name) => NativeLibrary.GetExport(library, name);
    }

    /// <summary>Whether the guard library was found.</summary>
    public bool IsPresent { get; }

    /// <summary>Loads the guard library.</summary>
    /// <param name="path">Where it lies; null means beside the assemblies, empty means none.</param>
    /// <param name="problem">Why there is no guard; null when there is one or none was wanted.</param>
    public static NativeGuard Load(string? path, out string? problem)
    {
        problem = null;
        if (path is { Length: 0 })
            return new NativeGuard();
        path ??= Path.Combine(AppContext.BaseDirectory, "libbelfry_guard" + Extension);
        try
        {
            return new NativeGuard(NativeLibrary.Load(path));
        }
        catch (Exception missing) when (missing is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            problem = missing.Message;
            return new NativeGuard();
        }
    }

    /// <summary>Calls OrthancPluginInitialize.</summary>
    public int Initialize(nint function, OrthancContext* context)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<OrthancContext*, int>)function)(context);
        int result;
        var message = stackalloc byte[MessageSize];
        Check(_initialize(function, context, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>Calls OrthancPluginFinalize. Named after it: the finaliser of this class is another matter.</summary>
    public void FinalizePlugin(nint function)
    {
        if (!IsPresent)
        {
            ((delegate* unmanaged[Cdecl]<void>)function)();
            return;
        }

        var message = stackalloc byte[MessageSize];
        Check(_finalize(function, message, MessageSize), message);
    }

    /// <summary>Calls OrthancPluginGetName or OrthancPluginGetVersion.</summary>
    public string? Text(nint function)
    {
        if (!IsPresent)
            return HostMemory.Text(((delegate* unmanaged[Cdecl]<byte*>)function)());
        byte* result;
        var message = stackalloc byte[MessageSize];
        Check(_text(function, &result, message, MessageSize), message);
        return HostMemory.Text(result);
    }

    /// <summary>Calls a find or worklist callback of version 1.</summary>
    public int Find(nint callback, nint answers, nint query, byte* issuer, byte* called)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<nint, nint, byte*, byte*, int>)callback)(answers, query, issuer, called);
        int result;
        var message = stackalloc byte[MessageSize];
        Check(_find(callback, answers, query, issuer, called, &result, message, MessageSize), message);
        return result;
    }

    /// <summary>Calls a find or worklist callback of version 2.</summary>
    public int Find2(nint callback, nint answers, nint query, nint connection)
    {
        if (!IsPresent)
            return ((delegate* unmanaged[Cdecl]<nint, nint, nint, int>)callback)(answers, query, connection);
        int result;
        var message = stackalloc byte[MessageSize];
        Check(_find2(callback, answers, query, connection, &result, message, MessageSize), message);
        return result;
    }

    private static string Extension => OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";

    private static void Check(int thrown, byte* message)
    {
        if (thrown != 0)
            throw new PluginThrewException(HostMemory.Text(message) ?? "");
    }
}
