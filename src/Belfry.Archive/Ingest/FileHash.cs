using System.Security.Cryptography;

namespace Belfry.Archive;

/// <summary>MD5 of files: tells whether a file is the one that was stored, and protects nobody.</summary>
internal static class FileHash
{
#pragma warning disable CA5351 // The reference host's clients expect MD5.
    public static byte[] Compute(ReadOnlySpan<byte> file) => MD5.HashData(file);

    public static IncrementalHash Begin() => IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
}
