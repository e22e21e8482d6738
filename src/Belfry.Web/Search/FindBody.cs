using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The body of <c>/tools/find</c> and <c>/tools/count-resources</c>, checked.</summary>
internal sealed record FindBody
{
    /// <summary>The level of what is looked for.</summary>
    public required QueryRetrieveLevel Level { get; init; }

    /// <summary>The keys.</summary>
    public required FindKeys Keys { get; init; }

    /// <summary>Whether case counts.</summary>
    public bool IsCaseSensitive { get; init; }

    /// <summary>Whether accents count in names as little as case; not when case counts.</summary>
    public bool IgnoresAccents { get; init; }

    /// <summary>False gives identifiers only.</summary>
    public bool IsExpanded { get; init; }

    /// <summary>How the resources are shown.</summary>
    public ResourceView View { get; init; } = new();

    /// <summary>How many are passed over.</summary>
    public long Since { get; init; }

    /// <summary>How many are given at most; 0 for no limit.</summary>
    public long Limit { get; init; }

    /// <summary>Only what is part of this resource; null for all.</summary>
    public (QueryRetrieveLevel Level, ArchiveId Id)? Below { get; init; }

    /// <summary>The labels that are looked for; null for any.</summary>
    public LabelFilter? Labels { get; init; }

    /// <summary>Metadata that must be there, with patterns of <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How the answer is sorted; empty for the order of arrival.</summary>
    public IReadOnlyList<FindOrder> OrderBy { get; init; } = [];

    /// <summary>Reads the body of a request; the caller disposes it.</summary>
    /// <exception cref="RestException">It is no object: for these routes a bad request, not a bad file.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        try
        {
            return await RequestBodies.ReadObjectAsync(context);
        }
        catch (Exception fault) when (fault is JsonException or RestException { Error.Code: 15 })
        {
            throw new RestException(RestError.BadRequest, "The body is no JSON object.", fault);
        }
    }

    /// <summary>Reads the members.</summary>
    /// <exception cref="RestException">A member is missing, or none of what it may be: a bad request, too.</exception>
    public static FindBody Read(JsonElement body, UserNames names)
    {
        try
        {
            return ReadMembers(body, names);
        }
        catch (RestException fault) when (fault.Error == RestError.BadFormat)
        {
            throw new RestException(RestError.BadRequest, fault.Details, fault);
        }
    }

    private static FindBody ReadMembers(JsonElement body, UserNames names)
    {
        var level = LevelNames.Parse(BodyMembers.Text(body, "Level") ?? throw new RestException(RestError.BadRequest, "\"Level\" is missing."));
        if (!body.TryGetProperty("Query", out var query) || query.ValueKind != JsonValueKind.Object)
            throw new RestException(RestError.BadRequest, "\"Query\" is missing, or no object.");
        var requested = BodyMembers.Texts(body, "RequestedTags") is { } tags ? RequestedAttributes.Parse(tags) : null;
        var contents = BodyMembers.Texts(body, "ResponseContent") is { } parts ? ContentsOf(parts) : (ResourceContents?)null;
        var (isCaseSensitive, ignoresAccents) = (BodyMembers.Flag(body, "CaseSensitive") == true, BodyMembers.Flag(body, "IgnoreAccents") == true);
        if (isCaseSensitive && ignoresAccents)
            throw new RestException(RestError.OutOfRange, "\"IgnoreAccents\" is not for \"CaseSensitive\".");
        return new FindBody
        {
            Level = level,
            Keys = FindKeys.Read(query),
            IsCaseSensitive = isCaseSensitive,
            IgnoresAccents = ignoresAccents,
            IsExpanded = contents is not null || BodyMembers.Flag(body, "Expand") == true,
            Since = BodyMembers.Number(body, "Since"),
            Limit = BodyMembers.Number(body, "Limit"),
            Below = BelowOf(body),
            Labels = LabelFilter.Read(body),
            Metadata = MetadataOf(body),
            OrderBy = body.TryGetProperty("OrderBy", out var order) ? FindOrder.Read(order) : [],
            View = new ResourceView
            {
                Names = names,
                Format = BodyMembers.Format(body, TagJsonFormat.Human),
                RequestedTags = requested,
                Contents = contents ?? ResourceContents.Expanded,
            },
        };
    }

    private static Dictionary<string, string> MetadataOf(JsonElement body)
    {
        if (!body.TryGetProperty("MetadataQuery", out var query))
            return [];
        return query.ValueKind == JsonValueKind.Object && query.EnumerateObject().All(static member => member.Value.ValueKind == JsonValueKind.String)
            ? query.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.GetString() ?? "")
            : throw new RestException(RestError.BadRequest, "\"MetadataQuery\" is no object of texts.");
    }

    private static (QueryRetrieveLevel Level, ArchiveId Id)? BelowOf(JsonElement body)
    {
        foreach (var level in (QueryRetrieveLevel[])[QueryRetrieveLevel.Series, QueryRetrieveLevel.Study, QueryRetrieveLevel.Patient])
        {
            if (BodyMembers.Text(body, $"Parent{LevelNames.TypeOf(level)}") is not { } text)
                continue;
            return ArchiveId.TryParse(text, out var id) ? (level, id) : throw new RestException(RestError.BadFormat, "A parent is no identifier.");
        }

        return null;
    }

    private static ResourceContents ContentsOf(IEnumerable<string> names)
    {
        var contents = ResourceContents.None;
        foreach (var name in names)
        {
            contents |= Enum.TryParse<ResourceContents>(name, out var one) && Enum.GetName(one) == name && one is not ResourceContents.Expanded
                ? one
                : throw new RestException(RestError.OutOfRange, "\"ResponseContent\" names what no resource has.");
        }

        return contents;
    }
}
