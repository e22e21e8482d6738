using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Belfry.Archive;

/// <summary>What the base library lacks to make files durable. Where a call does not exist, something slower takes its place.</summary>
internal static partial class DiskCalls
{
    // O_RDONLY | O_CLOEXEC of Linux, on all processors.
    private const int ReadOnly = 0x80000;

    // With O_NONBLOCK: what is no file of the archive, a pipe for instance, must not hold up whoever opens it.
    private const int ReadAtOnce = ReadOnly | 0x800;
    private const int Interrupted = 4;

    /// <summary>True where this thread may wait for the disk: it belongs to its caller alone. The pool's are everybody's (docs/decisions/0250).</summary>
    public static bool MayWaitHere => !Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>Makes the content of a file durable, its length included.</summary>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void SyncFile(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(file);
        else if (FDataSync(file) != 0)
            throw Failure("The file cannot be made durable");
    }

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void SyncFolder(string path) => WithFolder(path, FSync);

    /// <summary>Makes the whole file system of a folder durable.</summary>
    /// <returns>False when the system cannot: each file must then be made durable by itself.</returns>
    /// <exception cref="IOException">The disk says no.</exception>
    public static bool TrySyncFileSystem(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        WithFolder(path, SyncFs);
        return true;
    }

    /// <summary>
    /// Reads a file from its beginning, as far as it goes or there is room: on Linux by three system calls, where a handle of the base library costs
    /// seven (locks and a look at what it is).
    /// </summary>
    /// <returns>How many bytes were read.</returns>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static int Read(string path, Span<byte> bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            var descriptor = Open(path, ReadAtOnce);
            if (descriptor >= 0)
                return ReadAndClose(descriptor, path, bytes);
        }

        // Also for the exception that fits.
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(file, bytes[count..], count) is > 0 and var read)
            count += read;
        return count;
    }

    private static int ReadAndClose(int descriptor, string path, Span<byte> bytes)
    {
        try
        {
            var count = 0;
            while (count < bytes.Length)
            {
                var read = Read(descriptor, bytes[count..], bytes.Length - count);
                if (read < 0 && Marshal.GetLastPInvokeError() == Interrupted)
                    continue;
                if (read < 0)
                    throw Failure($"The file {Path.GetFileName(path)} cannot be read");
                if (read == 0)
                    break;
                count += (int)read;
            }

            return count;
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void WithFolder(string path, Func<int, int> call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var folder = Open(path, ReadOnly);
        if (folder < 0)
            throw Failure("The folder cannot be opened");
        try
        {
            if (call(folder) != 0)
                throw Failure("The folder cannot be made durable");
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>Writes bytes at an offset.</summary>
    /// <exception cref="IOException">The disk says no; also where a file may not become so long, of which .NET says that an argument is out of range.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw TooLong(fault);
        }
    }

    /// <inheritdoc cref="Write(SafeFileHandle, ReadOnlySpan{byte}, long)"/>
    public static void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw TooLong(fault);
        }
    }

    private static IOException TooLong(ArgumentOutOfRangeException fault) => new(fault.Message, DiskFaults.FileTooBig);

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, Span<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
