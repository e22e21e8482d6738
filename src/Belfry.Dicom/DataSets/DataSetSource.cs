namespace Belfry.Dicom;

/// <summary>The one buffer that the values of a data set and of all its items lie in.</summary>
internal sealed class DataSetSource(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Complete when the reader has finished; never changed afterwards.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; } = bytes;
}
