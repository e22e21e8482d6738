using Belfry.Archive;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>The tags of an instance as REST shows them: all up to Pixel Data, and that without its value.</summary>
internal static class InstanceTags
{
    // Longer text is not shown unless a client names its tag: the limit of the reference server.
    private const int MaximumTextLength = 256;

    /// <summary>Reads them.</summary>
    /// <exception cref="RestException">The file is gone.</exception>
    public static async ValueTask<DicomDataSet> ReadAsync(DicomArchive archive, StoredFile file, CancellationToken cancellation)
    {
        var dataSet = await archive.ReadHeaderAsync(file, cancellation) ?? throw new RestException(RestError.UnknownResource);
        if (file.PixelDataOffset is not null)
            dataSet.SetEmpty(Tags.PixelData);
        return dataSet;
    }

    /// <summary>How they are written.</summary>
    /// <param name="format">The spelling.</param>
    /// <param name="withoutLimit">Tags whose text is shown however long it is.</param>
    /// <param name="only">The tags that are shown; null for all.</param>
    public static TagJsonOptions Options(TagJsonFormat format, IReadOnlyList<DicomTag>? withoutLimit = null, Predicate<DicomTag>? only = null) => new()
    {
        Format = format,
        MaximumTextLength = MaximumTextLength,
        WithoutLimit = (withoutLimit ?? []).ToHashSet(),
        Only = only,
    };
}
