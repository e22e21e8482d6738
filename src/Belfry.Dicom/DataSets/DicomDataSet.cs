using System.Buffers;
using System.Collections;

namespace Belfry.Dicom;

/// <summary>
/// A data set (PS3.5 §7): elements in ascending order of their tags. Made by reading, it is an index over the bytes it was read
/// from, and values are decoded when asked for; changes lie over that index. Reading from several threads is safe while nobody
/// changes it. Typed getters return null for an absent or empty element and throw <see cref="FormatException"/> when the value
/// does not have the asked form; <c>TryGet…</c> never throw.
/// </summary>
public sealed partial class DicomDataSet : IDataSetSource, IReadOnlyCollection<DicomElement>
{
    private readonly DataSetSource? _source;
    private ElementEntry[] _entries;
    private int _count;

    /// <summary>An empty data set, to be built; text goes in as Unicode and is encoded when written.</summary>
    public DicomDataSet() => _entries = [];

    internal DicomDataSet(DataSetSource source, DicomDataSet? parent, bool isUndefinedLength)
    {
        _source = source;
        _entries = [];
        Parent = parent;
        IsUndefinedLength = isUndefinedLength;
    }

    /// <summary>Number of elements at this level.</summary>
    public int Count => _count;

    /// <summary>The data set that this one is an item of.</summary>
    internal DicomDataSet? Parent { get; private set; }

    /// <summary>Items: the length was FFFFFFFFH when read.</summary>
    internal bool IsUndefinedLength { get; private set; }

    internal ReadOnlySpan<ElementEntry> Entries => _entries.AsSpan(0, _count);

    /// <summary>Indexes the bytes of a data set. The memory is kept, not copied: the caller must not change it afterwards.</summary>
    /// <exception cref="DicomFormatException">The bytes are not a data set in that transfer syntax, or a limit is exceeded.</exception>
    public static DicomDataSet Parse(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        return DataSetReader.Read(bytes, transferSyntax, new ReadReport(options ?? DicomReadOptions.Default));
    }

    /// <summary>Reads a data set from a stream, up to its end or <see cref="DicomReadOptions.StopAt"/>.</summary>
    /// <exception cref="DicomFormatException">As for <see cref="Parse"/>.</exception>
    public static ValueTask<DicomDataSet> ReadAsync(
        Stream stream,
        TransferSyntax transferSyntax,
        DicomReadOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(transferSyntax);
        return DataSetReader.ReadAsync(stream, transferSyntax, new ReadReport(options ?? DicomReadOptions.Default), cancellation);
    }

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax) => WriteTo(output, transferSyntax, DicomWriteOptions.Default);

    /// <summary>Writes the data set.</summary>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax, DicomWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(transferSyntax);
        ArgumentNullException.ThrowIfNull(options);
        DataSetWriter.Write(this, output, transferSyntax, options);
    }

    /// <summary>The bytes of the data set.</summary>
    /// <exception cref="InvalidOperationException">They are more than an array can have; <see cref="WriteAsync"/> has no such limit.</exception>
    public byte[] ToBytes(TransferSyntax transferSyntax, DicomWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        options ??= DicomWriteOptions.Default;
        var output = new WholeOutput(DataSetWriter.Measure(this, transferSyntax, options));
        WriteTo(output, transferSyntax, options);
        return output.TakeBytes();
    }

    /// <summary>Writes the data set to a stream; large values of the top level pass through without being held in memory.</summary>
    public ValueTask WriteAsync(Stream stream, TransferSyntax transferSyntax, DicomWriteOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(transferSyntax);
        return DataSetWriter.WriteAsync(this, stream, transferSyntax, options ?? DicomWriteOptions.Default, cancellation);
    }

    /// <summary>True when the element is there, even if empty.</summary>
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>Finds an element.</summary>
    public bool TryGetElement(DicomTag tag, out DicomElement element)
    {
        var index = IndexOf(tag);
        element = index >= 0 ? new DicomElement(this, index) : default;
        return index >= 0;
    }

    /// <summary>The element's number within the private block of the creator (PS3.5 §7.8.1), or null when that creator has no block here.</summary>
    public DicomTag? FindPrivateTag(string privateCreator, ushort group, byte element)
    {
        ArgumentNullException.ThrowIfNull(privateCreator);
        var index = IndexOf(new DicomTag(group, 0x0010));
        for (index = index < 0 ? ~index : index; index < _count; index++)
        {
            var tag = _entries[index].Tag;
            if (tag.Group != group || !tag.IsPrivateCreator)
                break;
            if (string.Equals(GetString(tag), privateCreator, StringComparison.Ordinal))
                return new DicomTag(group, (ushort)((tag.Element << 8) | element));
        }

        return null;
    }

    /// <summary>Who reserved the block of a private element (PS3.5 §7.8.1); null for others, and when nobody did.</summary>
    public string? GetPrivateCreator(DicomTag tag) => tag.IsPrivate && tag.Element >= 0x1000
        ? GetString(new DicomTag(tag.Group, (ushort)(tag.Element >> 8)))
        : null;

    /// <summary>Elements in the order of their tags.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<DicomElement> IEnumerable<DicomElement>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Index of a tag, or the complement of where it would stand.</summary>
    internal int IndexOf(DicomTag tag)
    {
        var low = 0;
        var high = _count - 1;
        if (high >= 0 && _entries[high].Tag < tag)
            return ~_count;
        while (low <= high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            var found = _entries[middle].Tag.Value;
            if (found == tag.Value)
                return middle;
            if (found < tag.Value)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    internal ref readonly ElementEntry EntryAt(int index) => ref _entries[index];

    /// <summary>The bytes of an entry whose value lies in memory; what text set by a caller has no bytes yet.</summary>
    internal ReadOnlyMemory<byte> MemoryOf(in ElementEntry entry) => entry.Kind switch
    {
        ValueKind.Source when _source is not null => _source.Bytes.Slice(entry.Offset, entry.Length),
        ValueKind.Bytes when entry.Value is byte[] bytes => bytes,
        ValueKind.Memory when entry.Value is ReadOnlyMemory<byte> memory => memory,
        ValueKind.Deferred when entry.Value is DeferredValue deferred => deferred.Read(),
        _ => default,
    };

    /// <summary>As <see cref="MemoryOf"/>; nothing for what is still in its file.</summary>
    internal ReadOnlyMemory<byte> MemoryOfLoaded(int index) =>
        _entries[index].Kind == ValueKind.Deferred ? default : MemoryOf(_entries[index]);

    /// <summary>As <see cref="MemoryOf"/>, for one look.</summary>
    internal ReadOnlySpan<byte> SpanOf(in ElementEntry entry) =>
        entry.Kind == ValueKind.Source && _source is not null
            ? _source.Bytes.Span.Slice(entry.Offset, entry.Length)
            : MemoryOf(entry).Span;

    /// <summary>Takes the finished index of a reader; the array is kept.</summary>
    internal void Adopt(ElementEntry[] entries)
    {
        _entries = entries;
        _count = entries.Length;
    }

    /// <summary>Walks over the elements without an object.</summary>
    public struct Enumerator : IEnumerator<DicomElement>
    {
        private readonly DicomDataSet _dataSet;
        private int _index;

        internal Enumerator(DicomDataSet dataSet)
        {
            _dataSet = dataSet;
            _index = -1;
        }

        /// <inheritdoc/>
        public readonly DicomElement Current => new(_dataSet, _index);

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _dataSet._count;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
