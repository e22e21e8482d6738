namespace Belfry.Dicom;

/// <summary>One parser over one window.</summary>
internal sealed class StreamRun
{
    private readonly DataSetParser _parser = new();
    private readonly StreamWindow _window;
    private readonly DataSetSource _source = new(default);
    private readonly ParseLimits _limits;
    private readonly DicomDataSet _dataSet;

    public StreamRun(StreamWindow window, DataEncoding encoding, ReadReport report, ParseLimits limits)
    {
        _window = window;
        _limits = limits;
        _dataSet = _parser.Begin(_source, encoding, report, limits);
    }

    public long PendingLength => _parser.PendingLength;

    public bool IsPendingFragment => _parser.IsPendingFragment;

    public ParseStep Parse()
    {
        var position = 0;
        var step = _parser.Run(_window.Bytes, _window.Origin, _window.IsFinal, ref position);
        _window.Advance(position);
        return step;
    }

    /// <summary>Hands over the value that was asked for.</summary>
    /// <returns>False when the source ended before the value did.</returns>
    public bool Supply(object? value)
    {
        if (value is null)
            Abandon("A value is longer than the rest of the source", null);
        else
            _parser.Supply(value);
        return value is not null;
    }

    public void Abandon(string message, Exception? inner) => _parser.Abandon(message, _window.Origin, inner);

    public DicomDataSet Finish()
    {
        _source.Bytes = _limits.Arena?.Bytes ?? default;
        return _dataSet;
    }
}
