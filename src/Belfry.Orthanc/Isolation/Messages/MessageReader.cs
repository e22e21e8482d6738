using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>Takes values out of a message. What does not fit is a <see cref="ChildProtocolException"/>.</summary>
internal ref struct MessageReader(ReadOnlyMemory<byte> message)
{
    // A text longer than this is none that the child's program sends.
    private const int MaxTextLength = 16 * 1024 * 1024;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>Whether all was taken.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => Take(1).Span[0];

    public bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        1 => true,
        _ => throw new ChildProtocolException("A message holds neither yes nor no where one must be."),
    };

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span);

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span);

    public ReadOnlyMemory<byte> ReadBytes() => Take(ReadInt32());

    /// <summary>A number of things, each of which takes at least so many bytes.</summary>
    public int ReadCount(int smallest)
    {
        var count = ReadInt32();
        return count >= 0 && count <= _rest.Length / smallest
            ? count
            : throw new ChildProtocolException("A message speaks of more than it holds.");
    }

    public string ReadText()
    {
        var bytes = ReadBytes();
        if (bytes.Length > MaxTextLength)
            throw new ChildProtocolException("A message holds a text that is too long.");
        try
        {
            return s_strict.GetString(bytes.Span);
        }
        catch (ArgumentException fault)
        {
            throw new ChildProtocolException("A message holds a text that is none.", fault);
        }
    }

    public string? ReadOptionalText() => ReadBoolean() ? ReadText() : null;

    public string[] ReadTexts()
    {
        var texts = new string[ReadCount(4)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = ReadText();
        return texts;
    }

    /// <summary>A value of an enumeration.</summary>
    public T ReadEnum<T>()
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), ReadInt32());
        return Enum.IsDefined(value) ? value : throw new ChildProtocolException("A message holds a value that does not exist.");
    }

    /// <summary>A data set; it keeps the message's bytes.</summary>
    public DicomDataSet ReadDataSet()
    {
        try
        {
            return DicomDataSet.Parse(ReadBytes(), MessageWriter.DataSets);
        }
        catch (DicomFormatException fault)
        {
            throw new ChildProtocolException("A message holds a data set that is none.", fault);
        }
    }

    /// <summary>A UID of any form that fits its element.</summary>
    public DicomUid ReadUid() => new(ReadText());

    /// <summary>An AE title.</summary>
    public AETitle ReadAETitle() =>
        AETitle.TryParse(ReadText(), out var title) ? title : throw new ChildProtocolException("A message holds an AE title that is none.");

    /// <summary>Says that nothing may follow.</summary>
    public readonly void End()
    {
        if (!IsAtEnd)
            throw new ChildProtocolException("A message is longer than it must be.");
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
            throw new ChildProtocolException("A message ends before its time.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
