using System.Globalization;

namespace Belfry.Dicom;

/// <summary>What one reading found wrong: warnings, and the fault that ended it when the options keep what was read.</summary>
internal sealed class ReadReport(DicomReadOptions options)
{
    // A hostile source has a fault per element; people read the first few.
    private const int MostWarnings = 64;
    private List<string>? _warnings;
    private int _suppressed;

    public DicomReadOptions Options { get; } = options;

    public IReadOnlyList<string> Warnings => _warnings is null ? [] : _warnings;

    /// <summary>True when a fault ended the reading early.</summary>
    public bool HasFault { get; private set; }

    public void Warn(string message, long offset = -1)
    {
        _warnings ??= [];
        if (_warnings.Count > MostWarnings)
        {
            _suppressed++;
            _warnings[MostWarnings] = string.Create(CultureInfo.InvariantCulture, $"and {_suppressed} more");
            return;
        }

        if (_warnings.Count == MostWarnings)
        {
            _suppressed = 1;
            _warnings.Add("and 1 more");
            return;
        }

        _warnings.Add(offset < 0 ? message : string.Create(CultureInfo.InvariantCulture, $"{message} (at byte {offset})"));
        Options.OnWarning?.Invoke(_warnings[^1]);
    }

    /// <summary>Notes what ends the reading, or throws it.</summary>
    /// <exception cref="DicomFormatException">Unless the options keep what was read.</exception>
    public void Fault(string message, long offset, Exception? inner = null)
    {
        if (!Options.KeepWhatWasRead)
            throw new DicomFormatException(message, offset, inner);
        HasFault = true;
        Warn(message, offset);
    }
}
