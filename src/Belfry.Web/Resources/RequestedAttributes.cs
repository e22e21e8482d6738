using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The attributes that a client asks for by name: from the index where it has them, else from a file of the resource.</summary>
internal static class RequestedAttributes
{
    /// <summary>Those of the query string, <c>requested-tags</c> or <c>requestedTags</c>, separated by semicolons; null for none.</summary>
    /// <exception cref="RestException">A name is none of an attribute.</exception>
    public static IReadOnlyList<DicomTag>? Of(HttpContext context)
    {
        var query = context.Request.Query;
        if (!query.TryGetValue("requested-tags", out var names) && !query.TryGetValue("requestedTags", out names))
            return null;
        return Parse(names.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Reads names, which are keywords or tags.</summary>
    /// <exception cref="RestException">A name is none of an attribute.</exception>
    public static IReadOnlyList<DicomTag> Parse(IEnumerable<string> names) => [.. names.Select(TagOf).Distinct().Order()];

    /// <summary>Reads a keyword, or a tag as <c>gggg,eeee</c>, <c>gggg-eeee</c> or <c>ggggeeee</c>.</summary>
    /// <exception cref="RestException">It is none.</exception>
    public static DicomTag TagOf(string name) => Find(name) ?? throw new RestException(RestError.UnknownTag, "There is no attribute of this name.");

    /// <summary>As <see cref="TagOf"/>; null for none.</summary>
    public static DicomTag? Find(string name) => DicomTag.TryParse(name.Length == 9 && name[4] == '-' ? name.Replace('-', ',') : name, out var tag) ? tag : null;

    /// <summary>The values that a resource has, empty where it has none; and the character set of them.</summary>
    public static async ValueTask<DicomDataSet> ReadAsync(
        DicomArchive archive, ArchivedResource resource, IReadOnlyList<DicomTag> tags, CancellationToken cancellation)
    {
        var values = await ReadPresentAsync(archive, resource, tags, cancellation);
        foreach (var tag in tags)
        {
            if (!values.Contains(tag))
                values.SetEmpty(tag);
        }

        return values;
    }

    /// <summary>As <see cref="ReadAsync"/>; what the resource does not have is left out.</summary>
    public static async ValueTask<DicomDataSet> ReadPresentAsync(
        DicomArchive archive, ArchivedResource resource, IReadOnlyList<DicomTag> tags, CancellationToken cancellation)
    {
        var known = resource.AllAttributes();
        DicomDataSet? header = null;
        var values = new DicomDataSet();
        if (known.TryGetElement(Tags.SpecificCharacterSet, out var characterSet))
            values.Set(characterSet);
        foreach (var tag in tags)
        {
            if (tag == Tags.InstanceAvailability)
                values.Set(tag, "ONLINE");
            else if (known.TryGetElement(tag, out var element)
                || (!archive.Index.HasAttribute(resource.Level, tag)
                    && (header ??= await ReadHeaderAsync(archive, resource, cancellation)).TryGetElement(tag, out element)))
                values.Set(element);
        }

        return values;
    }

    // Any instance may speak for what it is part of. Text comes to UTF-8, as the index has it.
    private static async ValueTask<DicomDataSet> ReadHeaderAsync(DicomArchive archive, ArchivedResource resource, CancellationToken cancellation)
    {
        if (resource.File is null)
            resource = await archive.Browser.ListBelowAsync(resource, QueryRetrieveLevel.Image, cancellation).FirstOrDefaultAsync(cancellation) ?? resource;
        var header = resource.File is { } file ? await archive.ReadHeaderAsync(file, cancellation) : null;
        header?.Reencode(SpecificCharacterSet.Utf8);
        return header ?? [];
    }
}
