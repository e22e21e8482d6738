using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>An instance with all that can be made of it before its turn comes, on the thread of the caller.</summary>
internal sealed class PreparedInstance
{
    /// <summary>Where there is no number: behind all that have one.</summary>
    public const long NoNumber = long.MaxValue;

    public PreparedInstance(NewInstance source, IndexWriter writer, SpecificCharacterSet defaultSet)
    {
        Source = source;
        Identity = InstanceIdentity.Of(source.Header, defaultSet);
        Tags = writer.TagsOf(source.Header, Sdk.QueryRetrieveLevel.Image);
        Number = NumberOf(source.Header, Dicom.Tags.InstanceNumber);
    }

    public NewInstance Source { get; }

    public InstanceIdentity Identity { get; }

    public byte[] Tags { get; }

    public long Number { get; }

    /// <summary>A number that is sorted by.</summary>
    public static long NumberOf(DicomDataSet header, DicomTag tag) => header.TryGetInteger(tag, out var number) ? number : NoNumber;
}
