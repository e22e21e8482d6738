using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Abi;

/// <summary>Texts and arrays that a callback is lent: they live until this is disposed.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>A text as a C string.</summary>
    public byte* Text(string text)
    {
        var block = HostMemory.NewString(text);
        _blocks.Add((nint)block);
        return block;
    }

    /// <summary>Texts as an array of C strings; null for none.</summary>
    public byte** Texts(IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
            return null;
        var array = (byte**)NativeMemory.Alloc((nuint)texts.Count, (nuint)sizeof(byte*));
        _blocks.Add((nint)array);
        var i = 0;
        foreach (var text in texts)
            array[i++] = Text(text);
        return array;
    }

    /// <summary>The names of pairs as an array.</summary>
    public byte** Names(IReadOnlyList<KeyValuePair<string, string>> pairs) => Texts([.. pairs.Select(static pair => pair.Key)]);

    /// <summary>The values of pairs as an array.</summary>
    public byte** Values(IReadOnlyList<KeyValuePair<string, string>> pairs) => Texts([.. pairs.Select(static pair => pair.Value)]);

    /// <summary>Pairs from the two arrays of a plugin.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(byte** names, byte** values, uint count)
    {
        if (count != 0 && (names == null || values == null))
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var pairs = new List<KeyValuePair<string, string>>();
        for (uint i = 0; i < count; i++)
            pairs.Add(KeyValuePair.Create(HostMemory.Required(names[i]), HostMemory.Required(values[i])));
        return pairs;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            NativeMemory.Free((void*)block);
        _blocks.Clear();
    }
}
