using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace Belfry.Orthanc.Loading;

/// <summary>Tells native libraries from .NET assemblies, which share the extension .dll on Windows.</summary>
internal static class NativeLibraryFile
{
    private const uint Elf = 0x7F454C46;
    private const uint MachO64 = 0xCFFAEDFE;
    private const uint MachOUniversal = 0xCAFEBABE;
    private const ushort PortableExecutable = 0x4D5A;

    /// <summary>True for a shared library of any system that holds no .NET code; false for all else, also when unreadable.</summary>
    public static bool Is(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length)
                return false;
            if (BinaryPrimitives.ReadUInt16BigEndian(magic) != PortableExecutable)
                return BinaryPrimitives.ReadUInt32BigEndian(magic) is Elf or MachO64 or MachOUniversal;
            file.Position = 0;
            using var image = new PEReader(file);
            return !image.HasMetadata;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return false;
        }
    }
}
