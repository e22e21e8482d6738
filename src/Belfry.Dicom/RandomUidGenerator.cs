using System.Buffers.Binary;
using System.Globalization;

namespace Belfry.Dicom;

/// <summary>UIDs made of random UUIDs: <c>2.25.</c> and the UUID as one decimal number (PS3.5 §B.2). Thread-safe.</summary>
public sealed class RandomUidGenerator : IUidGenerator
{
    /// <inheritdoc/>
    public DicomUid Next()
    {
        Span<byte> bytes = stackalloc byte[16];

        // A UUID of version 4 from the system's generator; a library of its own for random bytes would be loaded at each start.
#pragma warning disable RS0030 // This is the generator that others are told to use.
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
#pragma warning restore RS0030
        return new DicomUid("2.25." + BinaryPrimitives.ReadUInt128BigEndian(bytes).ToString(CultureInfo.InvariantCulture));
    }
}
