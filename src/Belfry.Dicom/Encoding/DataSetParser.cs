namespace Belfry.Dicom;

/// <summary>What the parser needs to go on.</summary>
internal enum ParseStep
{
    /// <summary>Nothing: the data set is complete.</summary>
    Done,

    /// <summary>More bytes behind those of the window.</summary>
    NeedMore,

    /// <summary>The value of <see cref="DataSetParser.PendingLength"/> bytes at the position, too long for a window.</summary>
    NeedValue,
}

/// <summary>
/// Turns bytes into the index of a data set: one pass forward, a stack of its own, and nothing allocated on the word of a length.
/// It sees a window of the source at a time and asks for more; a source in memory is a single window. Used by one thread at a time.
/// </summary>
internal sealed partial class DataSetParser
{
    [ThreadStatic]
    private static DataSetParser? t_spare;

    private ElementEntry[] _entries = new ElementEntry[64];
    private DicomDataSet[] _items = new DicomDataSet[16];
    private ParseFrame[] _frames = new ParseFrame[8];
    private int _entryCount;
    private int _itemCount;
    private int _depth;
    private int _total;
    private ReadReport _report = new(DicomReadOptions.Default);
    private DataSetSource _source = new(default);
    private ParseLimits _limits = ParseLimits.Memory;
    private ElementEntry _pending;

    /// <summary>Length of the value that <see cref="ParseStep.NeedValue"/> asks for.</summary>
    public long PendingLength { get; private set; }

    /// <summary>True when a fragment is asked for.</summary>
    public bool IsPendingFragment => _frames[_depth].Kind == FrameKind.Fragments;

    /// <summary>A parser that nobody else uses; <see cref="Return"/> it.</summary>
    public static DataSetParser Rent()
    {
        var parser = t_spare ?? new DataSetParser();
        t_spare = null;
        return parser;
    }

    /// <summary>Lets go of everything read, and keeps the stacks for the next user unless they have grown large.</summary>
    public static void Return(DataSetParser parser)
    {
        if (parser._entries.Length > 4096 || parser._items.Length > 4096)
            return;
        Array.Clear(parser._entries);
        Array.Clear(parser._items);
        Array.Clear(parser._frames);
        parser._source = new DataSetSource(default);
        parser._pending = default;
        t_spare = parser;
    }

    /// <summary>Starts a data set.</summary>
    public DicomDataSet Begin(DataSetSource source, DataEncoding encoding, ReadReport report, ParseLimits limits)
    {
        _entryCount = _itemCount = _depth = _total = CreatorSteps = 0;
        _source = source;
        _report = report;
        _limits = limits;
        var root = new DicomDataSet(source, null, isUndefinedLength: false);
        _frames[0] = new ParseFrame { DataSet = root, End = long.MaxValue, Encoding = encoding, Kind = FrameKind.Elements };
        return root;
    }

    /// <summary>Goes on as far as the window reaches.</summary>
    /// <param name="window">Bytes of the source.</param>
    /// <param name="origin">Where the window begins in the source.</param>
    /// <param name="isFinal">True when the source has no more.</param>
    /// <param name="position">In the window: where to go on, and afterwards, where to go on next.</param>
    /// <exception cref="DicomFormatException">The bytes are not a data set.</exception>
    public ParseStep Run(ReadOnlySpan<byte> window, long origin, bool isFinal, ref int position)
    {
        while (true)
        {
            ref var frame = ref _frames[_depth];
            if (origin + position >= frame.End)
            {
                Close();
                continue;
            }

            var rest = window[position..];
            if (!ElementHeader.TryRead(rest, frame.Encoding, out var header))
            {
                if (!isFinal)
                    return ParseStep.NeedMore;
                EndOfSource(rest, origin + position);
                return ParseStep.Done;
            }

            var step = frame.Kind == FrameKind.Elements
                ? ReadElement(ref frame, header, rest, origin, isFinal, ref position)
                : frame.Kind == FrameKind.Items
                    ? ReadItem(ref frame, header, rest, origin, isFinal, ref position)
                    : ReadFragment(ref frame, header, rest, origin, isFinal, ref position);
            if (step is { } wanted)
            {
                if (wanted == ParseStep.Done)
                    CloseAll();
                return wanted;
            }
        }
    }

    /// <summary>The value asked for, as bytes or left in its file.</summary>
    public void Supply(object value)
    {
        ref var frame = ref _frames[_depth];
        if (frame.Kind == FrameKind.Fragments)
        {
            AddFragment(ref frame, value);
            return;
        }

        _pending.Value = value;
        _pending.Kind = value is DeferredValue ? ValueKind.Deferred : ValueKind.Bytes;
        _pending.Length = 0;
        Push(ref frame, _pending);
        _pending = default;
    }

    /// <summary>The source ended, or cannot be read on: a fault that keeps what was read, if the options say so.</summary>
    public void Abandon(string message, long offset, Exception? inner = null)
    {
        _report.Fault(message, offset, inner);
        CloseAll();
    }

    private ParseStep Fault(string message, long offset)
    {
        _report.Fault(message, offset);
        return ParseStep.Done;
    }

    private void EndOfSource(ReadOnlySpan<byte> rest, long at)
    {
        if (rest.ContainsAnyExcept((byte)0))
        {
            _report.Fault("The source ends inside of an element's tag, VR or length", at);
        }
        else if (!rest.IsEmpty)
        {
            _report.Warn("Zeros behind the last element", at);
        }

        for (var depth = _depth; depth > 0 && !_report.HasFault; depth--)
        {
            ref readonly var frame = ref _frames[depth];
            if (frame.End != long.MaxValue || _report.Options.NeedsDelimitersAtTheEnd)
                _report.Fault($"The source ends inside of a sequence or item of {frame.Tag}", at);
            else
                _report.Warn("A sequence or item ends without its delimiter", at);
        }

        CloseAll();
    }

    private bool Count(long at, out ParseStep step)
    {
        step = ParseStep.Done;
        if (++_total <= _report.Options.MaxElements)
            return true;
        step = Fault($"More than {_report.Options.MaxElements} elements", at);
        return false;
    }
}
