using System.Runtime.InteropServices;
using System.Text;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>The references of a transaction as two arrays of C strings, in one block of memory. No arrays when there are none.</summary>
internal sealed unsafe class ReferenceArrays : IDisposable
{
    private byte** _block;

    public ReferenceArrays(IReadOnlyList<ReferencedInstance> references)
    {
        Count = (uint)references.Count;
        if (Count == 0)
            return;
        var pointers = 2 * (nuint)Count * (nuint)sizeof(byte*);
        nuint texts = 0;
        foreach (var reference in references)
            texts += SizeOf(reference.SopClassUid.Value) + SizeOf(reference.SopInstanceUid.Value);
        _block = (byte**)NativeMemory.Alloc(pointers + texts);
        var next = (byte*)_block + pointers;
        for (var i = 0; i < references.Count; i++)
        {
            Classes[i] = Put(references[i].SopClassUid.Value, ref next);
            Instances[i] = Put(references[i].SopInstanceUid.Value, ref next);
        }
    }

    /// <summary>How many references there are.</summary>
    public uint Count { get; }

    /// <summary>Referenced SOP Class UIDs; null when there are none.</summary>
    public byte** Classes => _block;

    /// <summary>Referenced SOP Instance UIDs; null when there are none.</summary>
    public byte** Instances => _block == null ? null : _block + Count;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }

    private static nuint SizeOf(string text) => (nuint)Encoding.UTF8.GetByteCount(text) + 1;

    private static byte* Put(string text, ref byte* next)
    {
        var start = next;
        var length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, new Span<byte>(start, length));
        start[length] = 0;
        next += length + 1;
        return start;
    }
}
