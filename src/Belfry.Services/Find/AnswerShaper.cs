using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// Gives each answer the form that the query asks for (PS3.4 §K.4.1.1.3, §C.2.2.1, §C.2.2.2): exactly the requested keys, also within sequences, in
/// the order of their tags, zero length where nothing is known; of a constrained sequence the items that match; text in the
/// character set of the request if that holds it, else in the answer's own, else in UTF-8. Compiled once for a query; its one
/// buffer is used for all answers. Not thread-safe, but what is compiled can be shared.
/// </summary>
internal sealed class AnswerShaper : IDataSetSource
{
    /// <summary>Answers are mostly shorter than this; a buffer for a longer one is not worth keeping.</summary>
    private const int LargeBuffer = 16 * 1024;

    private readonly AnswerKey[] _keys;
    private readonly AnswerKey[] _optional;
    private readonly HashSet<AnswerKey> _unsupported;
    private readonly TransferSyntax _transferSyntax;
    private readonly SpecificCharacterSet _requested;
    private readonly SpecificCharacterSet _undeclared;
    private readonly ElementWriter _output;
    private readonly ArrayBufferWriter<byte> _text = new();
    private SpecificCharacterSet _declared;
    private SpecificCharacterSet _unfit;
    private bool _isLastResort;

    /// <param name="query">The identifier of the request.</param>
    /// <param name="keys">Its keys, compiled.</param>
    /// <param name="undeclared">The character set of answers that declare none and are not UTF-8 either.</param>
    /// <param name="transferSyntax">The negotiated one; not deflated.</param>
    public AnswerShaper(DicomDataSet query, AnswerKey[] keys, SpecificCharacterSet undeclared, TransferSyntax transferSyntax)
    {
        _keys = keys;
        _optional = [.. _keys.SelectMany(static key => AllKeys(key)).Where(static key => !key.IsInModel)];
        _unsupported = [.. _optional];
        _requested = query.CharacterSet.IsSupported ? query.CharacterSet : SpecificCharacterSet.Default;
        _undeclared = undeclared;
        _declared = _unfit = _requested;
        _transferSyntax = transferSyntax;
        _output = new ElementWriter(transferSyntax);
    }

    /// <summary>One more for the same query, which has seen no answer.</summary>
    public AnswerShaper(AnswerShaper other)
    {
        _keys = other._keys;
        _optional = other._optional;
        _unsupported = [.. _optional];
        _requested = other._requested;
        _undeclared = other._undeclared;
        _declared = _unfit = _requested;
        _transferSyntax = other._transferSyntax;
        _output = new ElementWriter(_transferSyntax);
        WholeAnswerDefaults = other.WholeAnswerDefaults;
    }

    /// <summary>Not null when answers go out with all that they hold, and with these attributes where they lack them.</summary>
    public IReadOnlyList<AnswerDefault>? WholeAnswerDefaults { get; init; }

    /// <summary>True while a requested key is neither in the information model nor in any answer seen yet: the status is then FF01H.</summary>
    public bool HasUnsupportedKeys => _unsupported.Count > 0;

    /// <summary>True once an answer was so long that the buffer should not be kept.</summary>
    public bool HasLargeBuffer { get; private set; }

    /// <summary>Forgets the answers that it has seen.</summary>
    public AnswerShaper Reset()
    {
        _declared = _unfit = _requested;
        _unsupported.UnionWith(_optional);
        return this;
    }

    /// <summary>Shapes an answer; what it returns is good until the next call.</summary>
    public IDataSetSource Shape(DicomDataSet answer)
    {
        _isLastResort = false;
        if (!TryWrite(answer, _requested) && !TryWrite(answer, _unfit))
        {
            _isLastResort = true;
            TryWrite(answer, SpecificCharacterSet.Utf8);
        }

        HasLargeBuffer |= _output.Written.Length > LargeBuffer;
        return this;
    }

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax) => output.Write(_output.Written);

    private static IEnumerable<AnswerKey> AllKeys(AnswerKey key) => [key, .. (key.ItemKeys ?? []).SelectMany(AllKeys)];

    // False when some text does not fit the character set; which set it is in is then in _unfit.
    private bool TryWrite(DicomDataSet answer, SpecificCharacterSet declared)
    {
        _output.Clear();
        _declared = declared;
        var isDeclared = declared.Equals(SpecificCharacterSet.Default);
        var keys = WholeAnswerDefaults is { } defaults ? AnswerKey.WithDefaults(AnswerKey.OfWhole(answer), defaults) : _keys;
        foreach (var key in keys)
        {
            if (!isDeclared && key.Tag > Tags.SpecificCharacterSet)
            {
                WriteCharacterSet();
                isDeclared = true;
            }

            if (!TryWriteKey(key, answer))
                return false;
        }

        return true;
    }

    private bool TryWriteKey(AnswerKey key, DicomDataSet answer)
    {
        if (key.FixedValue is { } value)
        {
            _output.WriteValue(key.Tag, VR.LO, value);
            return true;
        }

        if (!key.TryFind(answer, out var element))
        {
            WriteDefault(key);
            return true;
        }

        if (key.DefaultValue is not null && element.IsEmpty)
        {
            WriteDefault(key);
            return true;
        }

        if (!key.IsInModel && _unsupported.Count > 0)
            _unsupported.Remove(key);
        return element.IsSequence ? TryWriteSequence(key, element) : TryWriteValue(key.Tag, element, answer);
    }

    private void WriteDefault(AnswerKey key)
    {
        if (key.DefaultValue is { } value)
            _output.WriteValue(key.Tag, key.VR, value);
        else
            _output.WriteEmpty(key.Tag, key.VR);
    }

    private bool TryWriteSequence(AnswerKey key, DicomElement element)
    {
        var sequence = _output.BeginSequence(key.Tag);
        var items = element.Items;

        // A source that matches by rules of its own may answer with items that no key of the query meets: all are given then.
        var meant = key.ItemMatcher is { } matcher && IsAnyMatching(matcher, items) ? matcher : null;
        for (var i = 0; i < items.Count; i++)
        {
            if (meant is not null && !meant.IsMatch(items[i]))
                continue;
            var item = _output.BeginItem();
            if (!(key.ItemKeys is null ? TryCopyAll(items[i]) : TryWriteKeys(key.ItemKeys, items[i])))
                return false;
            _output.End(item);
        }

        _output.End(sequence);
        return true;
    }

    private static bool IsAnyMatching(DataSetMatcher matcher, IReadOnlyList<DicomDataSet> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (matcher.IsMatch(items[i]))
                return true;
        }

        return false;
    }

    private bool TryWriteKeys(AnswerKey[] keys, DicomDataSet item)
    {
        foreach (var key in keys)
        {
            if (!TryWriteKey(key, item))
                return false;
        }

        return true;
    }

    private bool TryCopyAll(DicomDataSet item)
    {
        foreach (var element in item)
        {
            if (element.Tag.IsGroupLength || element.Tag == Tags.SpecificCharacterSet)
                continue;
            if (!(element.IsSequence ? TryCopySequence(element) : TryWriteValue(element.Tag, element, item)))
                return false;
        }

        return true;
    }

    private bool TryCopySequence(DicomElement element)
    {
        var sequence = _output.BeginSequence(element.Tag);
        foreach (var copied in element.Items)
        {
            var item = _output.BeginItem();
            if (!TryCopyAll(copied))
                return false;
            _output.End(item);
        }

        _output.End(sequence);
        return true;
    }

    private bool TryWriteValue(DicomTag tag, DicomElement element, DicomDataSet owner)
    {
        if (element.IsEncapsulated)
        {
            _output.WriteEmpty(tag, element.VR);
            return true;
        }

        var bytes = element.RawValue.Span;
        var vr = element.VR;
        if (vr.IsCharsetAffected && bytes.Contains((byte)'?') && LostText(element, owner) is { } text)
        {
            _unfit = SpecificCharacterSet.Utf8;
            return TryEncode(tag, vr, text);
        }

        if (!vr.IsCharsetAffected || (Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B)))
        {
            _output.WriteValue(tag, vr, bytes, element.IsLittleEndian);
            return true;
        }

        return TryWriteText(tag, vr, bytes, SetOf(owner, bytes));
    }

    // Text that a handler has set, and that the character set which it declares beside it has not, is lost in the bytes.
    private static string? LostText(DicomElement element, DicomDataSet owner)
    {
        var text = element.GetString();
        return text is null || text.Contains('\uFFFD') || owner.CharacterSet.CanEncode(text, element.VR) ? null : text;
    }

    private SpecificCharacterSet SetOf(DicomDataSet owner, ReadOnlySpan<byte> bytes)
    {
        var set = owner.CharacterSet;
        if (!set.Equals(SpecificCharacterSet.Default))
            return set;
        return Utf8.IsValid(bytes) ? SpecificCharacterSet.Utf8 : _undeclared;
    }

    private bool TryWriteText(DicomTag tag, VR vr, ReadOnlySpan<byte> bytes, SpecificCharacterSet set)
    {
        if (set.Equals(_declared))
        {
            _output.WriteValue(tag, vr, bytes);
            return true;
        }

        _unfit = set;
        if (_declared.Equals(SpecificCharacterSet.Default))
            return false;
        return (_isLastResort || set.IsSupported) && TryEncode(tag, vr, set.Decode(bytes, vr));
    }

    private bool TryEncode(DicomTag tag, VR vr, string text)
    {
        if (!_isLastResort && !_declared.CanEncode(text, vr))
            return false;
        _text.ResetWrittenCount();
        _declared.Encode(text.AsSpan().TrimEnd(" \0"), vr, _text);
        _output.WriteValue(tag, vr, _text.WrittenSpan);
        return true;
    }

    private void WriteCharacterSet()
    {
        _text.ResetWrittenCount();
        Encoding.ASCII.GetBytes(_declared.ToString(), _text);
        _output.WriteValue(Tags.SpecificCharacterSet, VR.CS, _text.WrittenSpan);
    }
}
