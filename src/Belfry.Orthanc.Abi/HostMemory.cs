using System.Runtime.InteropServices;
using System.Text;

namespace Belfry.Orthanc.Abi;

/// <summary>
/// Memory across the border. What a plugin receives comes from the C allocator and goes back through the context's Free; what it gives
/// is copied before the service returns.
/// </summary>
internal static unsafe class HostMemory
{
    /// <summary>A fresh block of the C allocator with a copy of the text in UTF-8 and a final NUL. The receiver frees it.</summary>
    public static byte* NewString(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var block = (byte*)NativeMemory.Alloc((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(block, length));
        block[length] = 0;
        return block;
    }

    /// <summary>The same for text that is UTF-8 already.</summary>
    public static byte* NewString(ReadOnlySpan<byte> utf8)
    {
        var block = (byte*)NativeMemory.Alloc((nuint)utf8.Length + 1);
        utf8.CopyTo(new Span<byte>(block, utf8.Length));
        block[utf8.Length] = 0;
        return block;
    }

    /// <summary>Fills a memory buffer with a fresh copy; the earlier content of the buffer is overwritten, not freed.</summary>
    public static void Fill(OrthancMemoryBuffer* target, ReadOnlySpan<byte> content)
    {
        void* block = null;
        if (content.Length != 0)
        {
            block = NativeMemory.Alloc((nuint)content.Length);
            content.CopyTo(new Span<byte>(block, content.Length));
        }

        target->Data = block;
        target->Size = (uint)content.Length;
    }

    /// <summary>The text of a NUL-terminated string; bytes that are no UTF-8 become U+FFFD. Null stays null.</summary>
    public static string? Text(byte* text) => text == null ? null : Encoding.UTF8.GetString(Bytes(text));

    /// <summary>The same, where null is a fault of the caller.</summary>
    public static string Required(byte* text) => Text(text) ?? throw new ServiceException(OrthancErrorCode.NullPointer);

    /// <summary>The bytes of a NUL-terminated string, without the NUL.</summary>
    public static ReadOnlySpan<byte> Bytes(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    /// <summary>What a plugin gave as address and length; valid until the service returns.</summary>
    public static ReadOnlySpan<byte> Bytes(void* data, uint size)
    {
        if (data == null && size != 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        if (size > int.MaxValue)
            throw new ServiceException(OrthancErrorCode.NotEnoughMemory);
        return new ReadOnlySpan<byte>(data, (int)size);
    }
}
