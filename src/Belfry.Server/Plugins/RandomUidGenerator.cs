using System.Numerics;
using System.Security.Cryptography;
using Belfry.Dicom;

namespace Belfry.Server.Plugins;

/// <summary>UIDs made of random UUIDs: <c>2.25.</c> and the UUID as one decimal number (PS3.5 §B.2). Thread-safe.</summary>
internal sealed class RandomUidGenerator : IUidGenerator
{
    public DicomUid Next()
    {
        Span<byte> uuid = stackalloc byte[16];
        RandomNumberGenerator.Fill(uuid);

        // Version 4, variant 1 (RFC 9562 §5.4).
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x40);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new DicomUid($"2.25.{new BigInteger(uuid, isUnsigned: true, isBigEndian: true)}");
    }
}
