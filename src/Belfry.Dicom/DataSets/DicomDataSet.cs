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
    /// <summary>An empty data set, to be built; text goes in as Unicode and is encoded when written.</summary>
    public DicomDataSet()
    {
    }

    /// <summary>Number of elements at this level.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>
    /// The character set in force here: that of (0008,0005), else that of the data set around it, else the default repertoire.
    /// New data sets without (0008,0005) hold Unicode and write ISO_IR 192 when they need more than ASCII.
    /// </summary>
    public SpecificCharacterSet CharacterSet => throw new NotSupportedException();

    /// <summary>Indexes the bytes of a data set. The memory is kept, not copied: the caller must not change it afterwards.</summary>
    /// <exception cref="DicomFormatException">The bytes are not a data set in that transfer syntax, or a limit is exceeded.</exception>
    public static DicomDataSet Parse(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, DicomReadOptions? options = null) =>
        throw new NotSupportedException();

    /// <summary>Reads a data set from a stream, up to its end or <see cref="DicomReadOptions.StopAt"/>.</summary>
    /// <exception cref="DicomFormatException">As for <see cref="Parse"/>.</exception>
    public static ValueTask<DicomDataSet> ReadAsync(Stream stream, TransferSyntax transferSyntax, DicomReadOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax) => WriteTo(output, transferSyntax, DicomWriteOptions.Default);

    /// <summary>Writes the data set.</summary>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax, DicomWriteOptions options) => throw new NotSupportedException();

    /// <summary>The bytes of the data set.</summary>
    public byte[] ToBytes(TransferSyntax transferSyntax, DicomWriteOptions? options = null) => throw new NotSupportedException();

    /// <summary>True when the element is there, even if empty.</summary>
    public bool Contains(DicomTag tag) => TryGetElement(tag, out _);

    /// <summary>Finds an element.</summary>
    public bool TryGetElement(DicomTag tag, out DicomElement element) => throw new NotSupportedException();

    /// <summary>The element's number within the private block of the creator (PS3.5 §7.8.1), or null when that creator has no block here.</summary>
    public DicomTag? FindPrivateTag(string privateCreator, ushort group, byte element) => throw new NotSupportedException();

    /// <summary>All values as one text, joined by backslash.</summary>
    public string? GetString(DicomTag tag) => throw new NotSupportedException();

    /// <summary>The values as text; empty when absent.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value as a whole number: binary and IS, also DS without a fraction.</summary>
    public long? GetInteger(DicomTag tag) => throw new NotSupportedException();

    /// <summary>All values as whole numbers.</summary>
    public IReadOnlyList<long> GetIntegers(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value as a number: DS, IS, FL, FD and binary integers.</summary>
    public double? GetNumber(DicomTag tag) => throw new NotSupportedException();

    /// <summary>All values as numbers.</summary>
    public IReadOnlyList<double> GetNumbers(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value of a DA.</summary>
    public DateOnly? GetDate(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value of a TM; missing parts are zero.</summary>
    public TimeOnly? GetTime(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value of a DT.</summary>
    public DicomDateTime? GetDateTime(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value of a PN.</summary>
    public PersonName? GetPersonName(DicomTag tag) => throw new NotSupportedException();

    /// <summary>First value of a UI.</summary>
    public DicomUid? GetUid(DicomTag tag) => throw new NotSupportedException();

    /// <summary>The items of a sequence; empty when absent.</summary>
    public IReadOnlyList<DicomDataSet> GetSequence(DicomTag tag) => throw new NotSupportedException();

    /// <summary>Sets an empty element (zero length, or a sequence without items).</summary>
    public void SetEmpty(DicomTag tag) => throw new NotSupportedException();

    /// <summary>Sets text: the VR is the dictionary's, several values are given apart or joined by backslash.</summary>
    /// <exception cref="FormatException">The text does not fit the VR.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<string> values) => throw new NotSupportedException();

    /// <summary>Sets text with a VR of the caller's choice.</summary>
    public void Set(DicomTag tag, VR vr, params ReadOnlySpan<string> values) => throw new NotSupportedException();

    /// <summary>Sets whole numbers.</summary>
    public void Set(DicomTag tag, params ReadOnlySpan<long> values) => throw new NotSupportedException();

    /// <summary>Sets numbers.</summary>
    public void Set(DicomTag tag, params ReadOnlySpan<double> values) => throw new NotSupportedException();

    /// <summary>Sets a date (DA, or DT with day precision).</summary>
    public void Set(DicomTag tag, DateOnly value) => throw new NotSupportedException();

    /// <summary>Sets a time (TM), to the microsecond, without trailing zeros of the fraction.</summary>
    public void Set(DicomTag tag, TimeOnly value) => throw new NotSupportedException();

    /// <summary>Sets a person name.</summary>
    public void Set(DicomTag tag, PersonName value) => throw new NotSupportedException();

    /// <summary>Sets a UID.</summary>
    public void Set(DicomTag tag, DicomUid value) => throw new NotSupportedException();

    /// <summary>Sets the items of a sequence; the data sets become part of this one.</summary>
    public void Set(DicomTag tag, params ReadOnlySpan<DicomDataSet> items) => throw new NotSupportedException();

    /// <summary>Sets the bytes of a value, little endian, as they are (padded to even length).</summary>
    public void Set(DicomTag tag, VR vr, ReadOnlyMemory<byte> value) => throw new NotSupportedException();

    /// <summary>Copies an element of another data set, whatever its VR; text is re-encoded when the character sets differ.</summary>
    public void Set(DicomElement element) => throw new NotSupportedException();

    /// <summary>Removes an element.</summary>
    /// <returns>True when it was there.</returns>
    public bool Remove(DicomTag tag) => throw new NotSupportedException();

    /// <summary>A deep copy that can be changed apart; bytes are shared.</summary>
    public DicomDataSet Clone() => throw new NotSupportedException();

    /// <summary>For collection initialisers: <c>new DicomDataSet { { Tags.PatientName, "Doe^John" } }</c>.</summary>
    public void Add(DicomTag tag, params ReadOnlySpan<string> values) => Set(tag, values);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, long value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, DateOnly value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, TimeOnly value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, PersonName value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, DicomUid value) => Set(tag, value);

    /// <summary>For collection initialisers.</summary>
    public void Add(DicomTag tag, params ReadOnlySpan<DicomDataSet> items) => Set(tag, items);

    /// <summary>Elements in the order of their tags.</summary>
    public IEnumerator<DicomElement> GetEnumerator() => throw new NotSupportedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
