using System.Globalization;
using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>One key that answers are sorted by. Resources without it come first, as an empty text would.</summary>
/// <param name="Tag">The attribute; null when <paramref name="Metadata"/> is the key.</param>
/// <param name="Metadata">The name of a metadata.</param>
/// <param name="IsNumber">Compares numbers, not texts.</param>
/// <param name="IsDescending">The greatest first.</param>
internal sealed record FindOrder(DicomTag? Tag, string Metadata, bool IsNumber, bool IsDescending) : IComparer<SearchHit>
{
    /// <exception cref="RestException">It is no array of such keys.</exception>
    public static IReadOnlyList<FindOrder> Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new RestException(RestError.BadRequest, "\"OrderBy\" is no array.");
        return [.. value.EnumerateArray().Select(ReadOne)];
    }

    /// <inheritdoc/>
    public int Compare(SearchHit? x, SearchHit? y)
    {
        var (left, right) = (KeyOf(x), KeyOf(y));
        var order = IsNumber ? Nullable.Compare(NumberOf(left), NumberOf(right)) : string.CompareOrdinal(left, right);
        return IsDescending ? -order : order;
    }

    private static FindOrder ReadOne(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || Text(item, "Type") is not { } type || Text(item, "Key") is not { } key)
            throw new RestException(RestError.BadRequest, "\"OrderBy\" has a key without \"Type\" and \"Key\".");
        var isDescending = (Text(item, "Direction") ?? "ASC") switch
        {
            "ASC" => false,
            "DESC" => true,
            _ => throw new RestException(RestError.OutOfRange, "\"Direction\" is ASC or DESC."),
        };
        return type switch
        {
            "DicomTag" => new FindOrder(RequestedAttributes.TagOf(key), "", false, isDescending),
            "DicomTagAsInt" or "DicomTagAsFloat" => new FindOrder(RequestedAttributes.TagOf(key), "", true, isDescending),
            "Metadata" => new FindOrder(null, key, false, isDescending),
            "MetadataAsInt" or "MetadataAsFloat" => new FindOrder(null, key, true, isDescending),
            _ => throw new RestException(RestError.OutOfRange, "\"Type\" of \"OrderBy\" is none that is known."),
        };
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string? KeyOf(SearchHit? hit)
    {
        if (hit is null)
            return null;
        return Tag is { } tag ? hit.Resource.AllAttributes().GetString(tag) : hit.Metadata.GetValueOrDefault(Metadata);
    }

    private static double? NumberOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
