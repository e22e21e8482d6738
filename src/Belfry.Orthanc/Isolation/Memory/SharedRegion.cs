using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Isolation.Memory;

/// <summary>
/// The memory that a plugin's process shares with the server: a page of words and a ring for each direction. It cannot be made shorter or longer by anybody,
/// so that no access can fail.
/// </summary>
internal sealed unsafe partial class SharedRegion : IDisposable
{
    /// <summary>Bytes of a ring: some worklist answers, and small enough to stay in the cache of a processor.</summary>
    public const uint RingSize = 256 * 1024;

    private const int WordPage = 4096;
    private const int Size = WordPage + (2 * (int)RingSize);

    // Each word has a cache line for itself.
    private const int Line = 64;

    private const int ReadWrite = 1 | 2;
    private const int Shared = 1;
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int SealSealShrinkGrow = 1 | 2 | 4;
    private const int FutexWait = 0;
    private const int FutexWake = 1;

    private readonly byte* _memory;
    private readonly bool _isMapped;

    private SharedRegion(byte* memory, bool isMapped)
    {
        _memory = memory;
        _isMapped = isMapped;
    }

    /// <summary>Makes one.</summary>
    /// <param name="file">The descriptor, for the child; closed by the caller.</param>
    /// <exception cref="IOException">The system gives none.</exception>
    public static SharedRegion Create(out int file)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Plugins have processes of their own on Linux only.");
        fixed (byte* name = "belfry"u8)
            file = MemoryFile(name, CloseOnExec | AllowSealing);
        if (file < 0)
            throw Failure("memfd_create");
        if (Truncate(file, Size) != 0 || Control(file, AddSeals, SealSealShrinkGrow) != 0)
        {
            var failure = Failure("ftruncate, fcntl");
            _ = Close(file);
            throw failure;
        }

        return Open(file);
    }

    /// <summary>Maps one that the server made.</summary>
    /// <exception cref="IOException">The descriptor is none.</exception>
    public static SharedRegion Open(int file)
    {
        var memory = Map(null, Size, ReadWrite, Shared, file, 0);
        return memory == -1 ? throw Failure("mmap") : new SharedRegion((byte*)memory, true);
    }

    /// <summary>One over other memory, for tests; it must stay where it is.</summary>
    public static SharedRegion Over(byte* memory) => new(memory, false);

    /// <summary>How much memory <see cref="Over"/> needs.</summary>
    public static int Length => Size;

    /// <summary>Ends of the ring from the server to the child.</summary>
    public RingWriter RequestWriter() => new(Word(0), Word(1), _memory + WordPage, RingSize);

    /// <inheritdoc cref="RequestWriter"/>
    public RingReader RequestReader() => new(Word(0), Word(1), _memory + WordPage, RingSize);

    /// <summary>Ends of the ring from the child to the server.</summary>
    public RingWriter ResponseWriter() => new(Word(2), Word(3), _memory + WordPage + RingSize, RingSize);

    /// <inheritdoc cref="ResponseWriter"/>
    public RingReader ResponseReader() => new(Word(2), Word(3), _memory + WordPage + RingSize, RingSize);

    /// <summary>Waiting and waking in the server.</summary>
    public RingSide ServerSide() => new(Word(4), Word(5), Word(6), Word(7));

    /// <summary>Waiting and waking in the child.</summary>
    public RingSide ChildSide() => new(Word(6), Word(7), Word(4), Word(5));

    /// <summary>Takes the memory away: nobody may use it any more.</summary>
    public void Dispose()
    {
        if (_isMapped)
            _ = Unmap(_memory, Size);
    }

    /// <summary>Sleeps until the word is woken or no longer has this value.</summary>
    internal static void Sleep(SharedWord word, uint value, TimeSpan limit)
    {
        var time = stackalloc long[2];
        time[0] = limit.Ticks / TimeSpan.TicksPerSecond;
        time[1] = limit.Ticks % TimeSpan.TicksPerSecond * 100;
        _ = SystemCall(FutexNumber, (nint)word.Address, FutexWait, (nint)value, (nint)time, 0, 0);
    }

    /// <summary>Wakes all that sleep on the word, in both processes.</summary>
    internal static void Wake(SharedWord word) => _ = SystemCall(FutexNumber, (nint)word.Address, FutexWake, int.MaxValue, 0, 0, 0);

    private static nint FutexNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    private SharedWord Word(int index) => new((uint*)(_memory + (Line * index)));

    private static IOException Failure(string call) => new($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    private static partial int MemoryFile(byte* name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint word, nint operation, nint value, nint time, nint other, nint bits);
}
