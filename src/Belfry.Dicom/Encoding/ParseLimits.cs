namespace Belfry.Dicom;

/// <summary>What the source of a parser can do.</summary>
/// <param name="Arena">Where values of a passing window are copied to; null when the window is the source and stays.</param>
/// <param name="LongestInWindow">A longer value is asked for on its own.</param>
/// <param name="LongestFragmentInWindow">The same for fragments behind the offset table.</param>
/// <param name="OnlyGroup">When not negative: the data set ends before the first element of another group.</param>
/// <param name="StopAt">The data set ends before the first element with this tag or a greater one.</param>
/// <param name="DropsFileMeta">Elements of group 0002 do not belong here and are left out.</param>
internal sealed record ParseLimits(
    ValueArena? Arena = null,
    long LongestInWindow = long.MaxValue,
    long LongestFragmentInWindow = long.MaxValue,
    int OnlyGroup = -1,
    DicomTag? StopAt = null,
    bool DropsFileMeta = false)
{
    /// <summary>A source that lies in memory as a whole.</summary>
    public static ParseLimits Memory { get; } = new();

    /// <summary>The file meta information in memory.</summary>
    public static ParseLimits MemoryFileMeta { get; } = new(OnlyGroup: 2);
}

/// <summary>One growing buffer for the small values of a stream; as large as what was really read.</summary>
internal sealed class ValueArena
{
    private byte[] _bytes = new byte[1024];
    private int _used;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _used);

    /// <summary>Copies the value.</summary>
    /// <returns>Where it lies.</returns>
    /// <exception cref="DicomFormatException">Everything together is 2 GiB.</exception>
    public int Add(ReadOnlySpan<byte> value)
    {
        if (value.Length > _bytes.Length - _used)
        {
            var size = Math.Max(_used + (long)value.Length, Math.Min(2L * _bytes.Length, Array.MaxLength));
            if (size > Array.MaxLength)
                throw new DicomFormatException("The data set has too many bytes to be held in memory");
            Array.Resize(ref _bytes, (int)size);
        }

        value.CopyTo(_bytes.AsSpan(_used));
        _used += value.Length;
        return _used - value.Length;
    }
}
