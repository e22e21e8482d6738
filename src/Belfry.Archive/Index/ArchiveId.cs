using System.Security.Cryptography;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>
/// The identifier of a resource: SHA-1 over the identifiers from the patient down, joined by '|', as the reference host makes it, so that
/// clients and plugins find what they expect. Kept as 20 bytes; its text is five groups of eight hexadecimal digits.
/// </summary>
public readonly struct ArchiveId : IEquatable<ArchiveId>
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 20;

    private const int TextLength = 44;

    private readonly UInt128 _first;
    private readonly uint _last;

    private ArchiveId(ReadOnlySpan<byte> bytes)
    {
        _first = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _last = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The patient of a Patient ID, which may be empty.</summary>
    public static ArchiveId OfPatient(string patientId) => Hash(patientId);

    /// <summary>A study of a patient.</summary>
    public static ArchiveId OfStudy(string patientId, DicomUid study) => Hash($"{patientId}|{study}");

    /// <summary>A series of a study.</summary>
    public static ArchiveId OfSeries(string patientId, DicomUid study, DicomUid series) => Hash($"{patientId}|{study}|{series}");

    /// <summary>An instance of a series.</summary>
    public static ArchiveId OfInstance(string patientId, DicomUid study, DicomUid series, DicomUid instance) =>
        Hash($"{patientId}|{study}|{series}|{instance}");

    /// <summary>From its 20 bytes.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static ArchiveId FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new ArchiveId(bytes) : throw new ArgumentException("An identifier has 20 bytes.", nameof(bytes));

    /// <summary>From its text.</summary>
    public static bool TryParse(string? text, out ArchiveId id)
    {
        id = default;
        if (text is not { Length: TextLength } || text[8] != '-' || text[17] != '-' || text[26] != '-' || text[35] != '-')
            return false;
        Span<byte> bytes = stackalloc byte[Length];
        for (var group = 0; group < 5; group++)
        {
            if (Convert.FromHexString(text.AsSpan(group * 9, 8), bytes.Slice(group * 4, 4), out _, out _) != System.Buffers.OperationStatus.Done)
                return false;
        }

        id = new ArchiveId(bytes);
        return true;
    }

    /// <summary>Its 20 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(ArchiveId other) => _first == other._first && _last == other._last;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ArchiveId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _first.GetHashCode();

    /// <summary>Equality.</summary>
    public static bool operator ==(ArchiveId left, ArchiveId right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(ArchiveId left, ArchiveId right) => !left.Equals(right);

    /// <summary>Five groups of eight lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, id) =>
    {
        Span<byte> bytes = stackalloc byte[Length];
        id.Write(bytes);
        text.Fill('-');
        for (var group = 0; group < 5; group++)
            Convert.TryToHexStringLower(bytes.Slice(group * 4, 4), text[(group * 9)..], out _);
    });

    private void Write(Span<byte> bytes)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, _first);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], _last);
    }

    private static ArchiveId Hash(string text)
    {
        Span<byte> hash = stackalloc byte[Length];
#pragma warning disable CA5350 // An identifier that clients expect, not a protection.
        SHA1.HashData(Encoding.UTF8.GetBytes(text), hash);
#pragma warning restore CA5350
        return new ArchiveId(hash);
    }
}
