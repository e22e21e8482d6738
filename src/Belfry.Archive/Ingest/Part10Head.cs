using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Preamble, prefix and file meta information of a stored instance (PS3.10 §7.1), in front of the data set as it came.</summary>
internal static class Part10Head
{
    private const int PreambleLength = 128;
    private const int ShortHeader = 8;

    private static readonly byte[] _implementation = MakeImplementation();

    /// <summary>The bytes, with who sent it to whom when it came by C-STORE.</summary>
    public static byte[] Make(DicomUid sopClass, DicomUid sopInstance, TransferSyntax transferSyntax, InstanceOrigin origin)
    {
        var isSent = !origin.CallingAETitle.Equals(default);
        var length = ShortHeader + 4 + 12 + 2
            + LengthOf(sopClass.Value) + LengthOf(sopInstance.Value) + LengthOf(transferSyntax.Uid.Value)
            + _implementation.Length + (isSent ? 2 * LengthOf(origin.CallingAETitle.Value) + LengthOf(origin.CalledAETitle.Value) : 0);
        var bytes = new byte[PreambleLength + 4 + length];
        "DICM"u8.CopyTo(bytes.AsSpan(PreambleLength));
        var at = bytes.AsSpan(PreambleLength + 4);

        // (0002,0000) File Meta Information Group Length: of what follows it.
        WriteHeader(at, 0x0000, "UL"u8, 4);
        BinaryPrimitives.WriteInt32LittleEndian(at[ShortHeader..], length - ShortHeader - 4);
        at = at[(ShortHeader + 4)..];

        // (0002,0001) File Meta Information Version: 00H 01H. OB has two bytes reserved and a length of four.
        WriteHeader(at, 0x0001, "OB"u8, 0);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], 2);
        at[13] = 1;
        at = at[14..];
        at = WriteText(at, 0x0002, "UI"u8, sopClass.Value, 0);
        at = WriteText(at, 0x0003, "UI"u8, sopInstance.Value, 0);
        at = WriteText(at, 0x0010, "UI"u8, transferSyntax.Uid.Value, 0);
        _implementation.CopyTo(at);
        at = at[_implementation.Length..];
        if (isSent)
        {
            at = WriteText(at, 0x0016, "AE"u8, origin.CallingAETitle.Value, (byte)' ');
            at = WriteText(at, 0x0017, "AE"u8, origin.CallingAETitle.Value, (byte)' ');
            WriteText(at, 0x0018, "AE"u8, origin.CalledAETitle.Value, (byte)' ');
        }

        return bytes;
    }

    private static byte[] MakeImplementation()
    {
        var bytes = new byte[LengthOf(Implementation.ClassUid.Value) + LengthOf(Implementation.VersionName)];
        var rest = WriteText(bytes, 0x0012, "UI"u8, Implementation.ClassUid.Value, 0);
        WriteText(rest, 0x0013, "SH"u8, Implementation.VersionName, (byte)' ');
        return bytes;
    }

    private static int LengthOf(string text) => ShortHeader + text.Length + (text.Length & 1);

    private static void WriteHeader(Span<byte> at, ushort element, ReadOnlySpan<byte> vr, int length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, 0x0002);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], element);
        vr.CopyTo(at[4..]);
        BinaryPrimitives.WriteUInt16LittleEndian(at[6..], (ushort)length);
    }

    private static Span<byte> WriteText(Span<byte> at, ushort element, ReadOnlySpan<byte> vr, string text, byte padding)
    {
        var length = LengthOf(text) - ShortHeader;
        WriteHeader(at, element, vr, length);
        Encoding.ASCII.GetBytes(text, at[ShortHeader..]);
        if (length > text.Length)
            at[ShortHeader + text.Length] = padding;
        return at[(ShortHeader + length)..];
    }
}
