using System.Runtime.InteropServices;
using Belfry.Orthanc.Isolation.Processes;

namespace Belfry.Orthanc.Child;

/// <summary>Ties this process to the server: it ends with it, whatever either does.</summary>
internal static unsafe partial class ServerTie
{
    private const int SetParentDeathSignal = 1;
    private const int Kill = 9;
    private const int CoreLimit = 4;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>Fastens it; false when the server is over already, or is none.</summary>
    /// <param name="server">Its process.</param>
    public static bool Fasten(int server)
    {
        if (!OperatingSystem.IsLinux() || Control(SetParentDeathSignal, Kill, 0, 0, 0) != 0 || ParentProcess() != server)
            return false;

        // What a plugin starts gets nothing of this. A dump of memory would hold data of patients, and its writing would delay the next start.
        _ = FileControl(LinuxChild.SocketFile, SetDescriptorFlags, CloseOnExec);
        var none = stackalloc ulong[2];
        none[0] = none[1] = 0;
        _ = SetLimit(CoreLimit, none);
        new Thread(WaitForServer) { IsBackground = true, Name = "server" }.Start();
        return true;
    }

    /// <summary>Ends this process without anything that a library wants to do then.</summary>
    public static void Leave() => Exit(0);

    private static void WaitForServer()
    {
        byte nothing;
        while (Read(LinuxChild.SocketFile, &nothing, 1) > 0)
        {
            // The server says nothing here: only the end is of interest.
        }

        Exit(1);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint value, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentProcess();

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
