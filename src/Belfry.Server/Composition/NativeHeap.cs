using System.Runtime.InteropServices;

namespace Belfry.Server.Composition;

/// <summary>The memory of native code: of SQLite, the runtime, and native plugins in this process.</summary>
internal static class NativeHeap
{
    private const int ArenaMaximum = -8;

    /// <summary>
    /// Limits the arenas of glibc's malloc. It has eight for each processor otherwise, and each keeps some megabytes that were used once. To be called early:
    /// those that are there stay.
    /// </summary>
    /// <param name="arenas">Their number; 0 leaves it to glibc.</param>
    /// <returns>False when nothing was limited: none asked for, <c>MALLOC_ARENA_MAX</c> says it already, or another malloc.</returns>
    public static bool TryLimit(int arenas) =>
        arenas > 0 && OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null
        && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallopt", out var mallopt)
        && Marshal.GetDelegateForFunctionPointer<SetOption>(mallopt)(ArenaMaximum, arenas) == 1;

    private delegate int SetOption(int option, int value);
}
