using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>Calls functions that a test plugin exports for its test.</summary>
internal static unsafe class NativeExports
{
    public static int CallForNumber(string library, string function) => ((delegate* unmanaged[Cdecl]<int>)Find(library, function))();

    public static void Call(string library, string function) => ((delegate* unmanaged[Cdecl]<void>)Find(library, function))();

    // Loading again gives the library that is loaded already.
    private static nint Find(string library, string function) => NativeLibrary.GetExport(NativeLibrary.Load(library), function);
}
