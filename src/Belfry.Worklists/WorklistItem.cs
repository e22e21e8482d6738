using Belfry.Dicom;

namespace Belfry.Worklists;

/// <summary>One file of the folder as it was when it was read. Immutable.</summary>
/// <param name="Name">The file's name without its folder.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Changed">When it was last written, as the file system says.</param>
/// <param name="DataSet">Its data set; null when it could not be read.</param>
internal sealed record WorklistItem(string Name, long Length, DateTime Changed, DicomDataSet? DataSet)
{
    public bool IsSameFile(long length, DateTime changed) => Length == length && Changed == changed;
}
