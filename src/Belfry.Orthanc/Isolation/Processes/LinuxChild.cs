using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>
/// Starting and ending a process that has exactly three things of the server: its outputs, one end of a socket and one shared memory. The base library's
/// way to start a process cannot hand descriptors on, and does not keep others from being inherited.
/// </summary>
internal static unsafe partial class LinuxChild
{
    /// <summary>The descriptors by which the child finds what it was given.</summary>
    public const int SocketFile = 3, MemoryFile = 4;

    private const int FirstOther = 5;

    // Where a descriptor lies out of the way of those.
    private const int Aside = 16;

    private const int DuplicateCloseOnExec = 1030;
    private const int LocalFamily = 1, StreamCloseOnExec = 1 | 0x80000;
    private const short OwnGroup = 2;
    private const int Kill = 9;

    // Larger than what any C library keeps in either.
    private const int OpaqueSize = 1024;

    // Of siginfo_t, whose first number is 0 as long as there is nothing to tell.
    private const int SignalSize = 128;

    /// <summary>Whether plugins can have processes of their own here.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        && NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "posix_spawn_file_actions_addclosefrom_np", out _);

    /// <summary>Two connected sockets that no other process inherits.</summary>
    /// <exception cref="IOException">The system gives none.</exception>
    public static (int Server, int Child) CreateSockets()
    {
        var pair = stackalloc int[2];
        if (SocketPair(LocalFamily, StreamCloseOnExec, 0, pair) != 0)
            throw new IOException($"socketpair: {Marshal.GetLastPInvokeErrorMessage()}");
        return (pair[0], pair[1]);
    }

    /// <summary>
    /// Starts a program in a process group of its own. The child asks to be ended with the thread that this runs on: the thread must live as long
    /// as the child.
    /// </summary>
    /// <returns>The process.</returns>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static int Start(string program, IReadOnlyList<string> arguments, int socket, int memory)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        Check(InitializeActions(actions), "posix_spawn_file_actions_init");
        Check(InitializeAttributes(attributes), "posix_spawnattr_init");
        var socketAside = Control(socket, DuplicateCloseOnExec, Aside);
        var memoryAside = Control(memory, DuplicateCloseOnExec, Aside);
        var argumentTexts = Texts([program, .. arguments]);
        var environment = Texts([.. EnvironmentOfChild()]);
        try
        {
            fixed (byte* nothing = "/dev/null\0"u8)
                Check(AddOpen(actions, 0, nothing, 0, 0), "posix_spawn_file_actions_addopen");
            Check(AddDuplicate(actions, socketAside, SocketFile), "posix_spawn_file_actions_adddup2");
            Check(AddDuplicate(actions, memoryAside, MemoryFile), "posix_spawn_file_actions_adddup2");
            Check(AddCloseFrom(actions, FirstOther), "posix_spawn_file_actions_addclosefrom_np");
            Check(SetFlags(attributes, OwnGroup), "posix_spawnattr_setflags");
            int process;
            Check(Spawn(&process, argumentTexts[0], actions, attributes, argumentTexts, environment), program);
            return process;
        }
        finally
        {
            Free(argumentTexts);
            Free(environment);
            _ = CloseFile(socketAside);
            _ = CloseFile(memoryAside);
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>Ends a process and what it started, at once. Only for one that <see cref="Wait"/> has not returned for.</summary>
    public static void End(int process) => _ = SendSignal(-process, Kill);

    /// <summary>Waits until a process has ended and takes it from the system's list.</summary>
    /// <returns>Its exit code, or the signal that ended it; both null when somebody else has asked before.</returns>
    public static (int? ExitCode, int? Signal) Wait(int process)
    {
        const int interrupted = 4;
        int status;
        int result;
        do
        {
            result = WaitForProcess(process, &status, 0);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == interrupted);

        if (result != process)
            return (null, null);
        var signal = status & 0x7F;
        return signal == 0 ? ((status >> 8) & 0xFF, null) : (null, signal);
    }

    /// <summary>Whether a process has ended, which <see cref="Wait"/> is then told at once.</summary>
    public static bool HasEnded(int process)
    {
        const int onlyThatOne = 1, ended = 4, atOnce = 1, leaveIt = 0x1000000;
        var signal = stackalloc int[SignalSize / sizeof(int)];
        new Span<int>(signal, SignalSize / sizeof(int)).Clear();
        return AskForProcess(onlyThatOne, process, signal, ended | atOnce | leaveIt) != 0 || signal[0] != 0;
    }

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int file) => _ = CloseFile(file);

    /// <summary>Bytes of memory that a process has for itself or shares; null when it is over.</summary>
    public static long? MemoryOf(int process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (Exception over) when (over is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The shared runtime would listen for debuggers on a socket of its own.
    private static IEnumerable<string> EnvironmentOfChild() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(static variable => variable.Key is not "DOTNET_EnableDiagnostics")
        .Select(static variable => $"{variable.Key}={variable.Value}")
        .Append("DOTNET_EnableDiagnostics=0");

    private static byte** Texts(IReadOnlyList<string> texts)
    {
        var result = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            var length = Encoding.UTF8.GetByteCount(texts[i]);
            result[i] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
            Encoding.UTF8.GetBytes(texts[i], new Span<byte>(result[i], length));
        }

        return result;
    }

    private static void Free(byte** texts)
    {
        for (var text = texts; *text != null; text++)
            NativeMemory.Free(*text);
        NativeMemory.Free(texts);
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
            throw new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPair(int family, int kind, int protocol, int* pair);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitForProcess(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int AskForProcess(int kind, int process, int* signal, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* process, byte* program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    private static partial int AddOpen(byte* actions, int file, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc.so.6", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(byte* actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);
}
