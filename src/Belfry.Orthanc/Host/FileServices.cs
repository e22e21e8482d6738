using System.Runtime.InteropServices;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;
using Microsoft.Win32.SafeHandles;

namespace Belfry.Orthanc.Host;

/// <summary>Services 15 and 16: a file's content, straight into the block that the plugin receives, and back.</summary>
internal static unsafe class FileServices
{
    /// <summary>
    /// 15. A missing file, a folder and a device are <see cref="OrthancErrorCode.RegularFileExpected"/>, as in the reference host;
    /// 4 GiB and more <see cref="OrthancErrorCode.NotEnoughMemory"/>.
    /// </summary>
    public static OrthancErrorCode ReadFile(PluginHost host, OrthancReadFile* parameters)
    {
        if (parameters->Target == null || parameters->Path == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        if (host.FileMemory is { } memory ? memory.TryRead(parameters->Path, out var content) : SmallFiles.TryRead(parameters->Path, out content))
        {
            HostMemory.Fill(parameters->Target, content);
            return OrthancErrorCode.Success;
        }

        var path = HostMemory.Required(parameters->Path);
        using var file = Open(path);
        var length = RandomAccess.GetLength(file);
        if (length >= uint.MaxValue)
            throw new ServiceException(OrthancErrorCode.NotEnoughMemory);
        var block = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
        try
        {
            var filled = 0L;
            while (filled < length)
            {
                var wanted = (int)Math.Min(length - filled, int.MaxValue);
                var read = RandomAccess.Read(file, new Span<byte>(block + filled, wanted), filled);
                if (read == 0)
                    break;
                filled += read;
            }

            parameters->Target->Data = filled == 0 ? null : block;
            parameters->Target->Size = (uint)filled;
            if (filled != 0)
                block = null;
        }
        finally
        {
            NativeMemory.Free(block);
        }

        return OrthancErrorCode.Success;
    }

    /// <summary>16: makes the file or writes it anew; <see cref="OrthancErrorCode.CannotWriteFile"/> where that cannot be.</summary>
    public static OrthancErrorCode WriteFile(OrthancWriteFile* parameters)
    {
        var path = HostMemory.Required(parameters->Path);
        try
        {
            File.WriteAllBytes(path, HostMemory.Bytes(parameters->Data, parameters->Size));
            return OrthancErrorCode.Success;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ServiceException(OrthancErrorCode.CannotWriteFile, failure.Message);
        }
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or ArgumentException
            || (failure is UnauthorizedAccessException && Directory.Exists(path)))
        {
            throw new ServiceException(OrthancErrorCode.RegularFileExpected);
        }
    }
}
