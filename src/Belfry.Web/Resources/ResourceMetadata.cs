using System.Globalization;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>What the archive itself knows of a resource, by the names of the reference server, in alphabetical order.</summary>
internal static class ResourceMetadata
{
    /// <summary>The numbers of the names, for <c>?numeric</c> and for paths that name a number.</summary>
    public static IReadOnlyDictionary<string, int> Numbers { get; } = new Dictionary<string, int>
    {
        ["IndexInSeries"] = 1,
        ["ReceptionDate"] = 2,
        ["RemoteAET"] = 3,
        ["ExpectedNumberOfInstances"] = 4,
        ["ModifiedFrom"] = 5,
        ["AnonymizedFrom"] = 6,
        ["LastUpdate"] = 7,
        ["Origin"] = 8,
        ["TransferSyntax"] = 9,
        ["SopClassUid"] = 10,
        ["RemoteIP"] = 11,
        ["CalledAET"] = 12,
        ["HttpUsername"] = 13,
        ["HttpHost"] = 14,
        ["PixelDataOffset"] = 15,
        ["MainDicomTagsSignature"] = 16,
        ["MainDicomSequences"] = 17,
        ["PixelDataVR"] = 18,
    };

    /// <summary>The name that a path means, which may be a number; null for none.</summary>
    public static string? Parse(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? Numbers.FirstOrDefault(pair => pair.Value == number).Key
        : Numbers.ContainsKey(text) ? text : null;

    /// <summary>A time as the interface writes it, UTC.</summary>
    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    /// <summary>All that is known of a resource; of a series, too, who sent the first of it.</summary>
    public static async ValueTask<SortedDictionary<string, string>> ReadAsync(DicomArchive archive, ArchivedResource resource, CancellationToken cancellation)
    {
        if (resource is { File: { } file, Origin: { } origin })
            return OfInstance(resource, file, origin);
        var first = resource is { Level: QueryRetrieveLevel.Series, Children: [var id, ..] }
            ? await archive.Browser.FindAsync(id, QueryRetrieveLevel.Image, cancellation)
            : null;
        return OfOthers(resource, first?.Origin);
    }

    /// <summary>The same, and what REST put beside it.</summary>
    public static async ValueTask<SortedDictionary<string, string>> ReadAsync(
        DicomArchive archive, ArchivedResource resource, ResourceExtras extras, UserNames names, CancellationToken cancellation)
    {
        var all = await ReadAsync(archive, resource, cancellation);
        foreach (var (number, metadata) in extras.Metadata)
            all[names.NameOfMetadata(number)] = metadata.Value;
        return all;
    }

    private static SortedDictionary<string, string> OfOthers(ArchivedResource resource, InstanceOrigin? first)
    {
        var all = New();
        all["LastUpdate"] = TimeOf(resource.LastUpdate);
        if (first is not null)
            all["RemoteAET"] = first.CallingAETitle.Value;
        if (resource.Level == QueryRetrieveLevel.Series
            && SeriesStatus.ExpectedOf(resource.AttributesOf(QueryRetrieveLevel.Series)) is { } expected)
        {
            all["ExpectedNumberOfInstances"] = Text(expected);
        }

        return all;
    }

    private static SortedDictionary<string, string> OfInstance(ArchivedResource resource, StoredFile file, InstanceOrigin origin)
    {
        var all = New();
        if (IndexInSeries(resource.AttributesOf(QueryRetrieveLevel.Image)) is { } index)
            all["IndexInSeries"] = index;
        all["ReceptionDate"] = TimeOf(resource.LastUpdate);
        all["RemoteAET"] = origin.CallingAETitle.Value;
        all["Origin"] = origin.Kind.ToString();
        all["TransferSyntax"] = file.TransferSyntax.Uid.Value;
        all["SopClassUid"] = file.SopClassUid.Value;
        if (origin.RemoteAddress is { } address)
            all["RemoteIP"] = address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
        if (origin.Kind == InstanceOriginKind.DicomProtocol)
            all["CalledAET"] = origin.CalledAETitle.Value;
        if (origin.Kind == InstanceOriginKind.RestApi)
            all["HttpUsername"] = origin.User ?? "";
        if (file.PixelDataOffset is { } offset)
            all["PixelDataOffset"] = Text(offset);
        return all;
    }

    /// <summary>The instance's number within its series; null for none.</summary>
    public static string? IndexInSeries(DicomDataSet instance)
    {
        var text = instance.GetString(Tags.InstanceNumber) ?? instance.GetString(Tags.ImageIndex);
        return text?.Trim() is { Length: > 0 } number ? number : null;
    }

    private static SortedDictionary<string, string> New() => new(StringComparer.Ordinal);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
