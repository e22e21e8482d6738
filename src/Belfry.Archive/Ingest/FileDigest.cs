using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Belfry.Archive;

/// <summary>
/// The digest that the index keeps of each file: XXH64 with seed 0, which runs at the speed of memory. It tells whether a file is the one that
/// was stored, and protects nobody (docs/decisions/0100). Not thread-safe.
/// </summary>
internal sealed class FileDigest
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    // Four lanes of eight bytes.
    private const int StripeLength = 32;

    private readonly byte[] _stripe = new byte[StripeLength];
    private Lanes _lanes = new(unchecked(Prime1 + Prime2), Prime2, 0, unchecked(0 - Prime1));
    private ulong _length;

    /// <summary>The digest of bytes that lie in memory.</summary>
    public static ulong Compute(ReadOnlySpan<byte> bytes)
    {
        var digest = new FileDigest();
        digest.Append(bytes);
        return digest.Value;
    }

    /// <summary>The next bytes of the file.</summary>
    public void Append(in ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
            Append(piece.Span);
    }

    /// <summary>The next bytes of the file.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var begun = (int)(_length % StripeLength);
        _length += (ulong)bytes.Length;
        if (begun > 0)
        {
            var count = Math.Min(bytes.Length, StripeLength - begun);
            bytes[..count].CopyTo(_stripe.AsSpan(begun));
            bytes = bytes[count..];
            if (begun + count < StripeLength)
                return;
            Mix(_stripe);
        }

        var whole = bytes.Length & ~(StripeLength - 1);
        Mix(bytes[..whole]);
        bytes[whole..].CopyTo(_stripe);
    }

    /// <summary>The digest of what was appended; more may follow.</summary>
    public ulong Value
    {
        get
        {
            var hash = (_length >= StripeLength ? _lanes.Merge() : Prime5) + _length;
            ReadOnlySpan<byte> rest = _stripe.AsSpan(0, (int)(_length % StripeLength));
            for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
                hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * Prime1) + Prime4;
            if (rest.Length >= sizeof(uint))
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
                rest = rest[sizeof(uint)..];
            }

            foreach (var one in rest)
                hash = BitOperations.RotateLeft(hash ^ (one * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    private void Mix(ReadOnlySpan<byte> stripes)
    {
        // The lanes in registers: the processor works on all four at once.
        var (first, second, third, fourth) = _lanes;
        var words = MemoryMarshal.Cast<byte, ulong>(stripes);
        for (; words.Length >= 4; words = words[4..])
        {
            first = Round(first, Little(words[0]));
            second = Round(second, Little(words[1]));
            third = Round(third, Little(words[2]));
            fourth = Round(fourth, Little(words[3]));
        }

        _lanes = new Lanes(first, second, third, fourth);
    }

    private static ulong Little(ulong word) => BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);

    private readonly record struct Lanes(ulong First, ulong Second, ulong Third, ulong Fourth)
    {
        public ulong Merge()
        {
            var hash = BitOperations.RotateLeft(First, 1) + BitOperations.RotateLeft(Second, 7)
                + BitOperations.RotateLeft(Third, 12) + BitOperations.RotateLeft(Fourth, 18);
            foreach (var lane in (ReadOnlySpan<ulong>)[First, Second, Third, Fourth])
                hash = ((hash ^ Round(0, lane)) * Prime1) + Prime4;
            return hash;
        }
    }
}
