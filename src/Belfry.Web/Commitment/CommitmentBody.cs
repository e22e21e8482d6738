using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>The instances that a body names: resources of the archive, and instances by their UIDs.</summary>
internal static class CommitmentBody
{
    /// <summary>Reads <c>Resources</c> and <c>DicomInstances</c>, one of which is needed.</summary>
    /// <exception cref="RestException">They are none of what they may be, or name no instance.</exception>
    public static async Task<IReadOnlyList<ReferencedInstance>> ReadAsync(JsonElement body, DicomArchive archive, CancellationToken cancellation)
    {
        var hasResources = body.TryGetProperty("Resources", out _);
        var hasInstances = body.TryGetProperty("DicomInstances", out var instances);
        if (!hasResources && !hasInstances)
            throw new RestException(RestError.BadFormat, "\"Resources\" and \"DicomInstances\" are missing.");
        List<ReferencedInstance> references = [];
        if (hasResources)
        {
            foreach (var text in BodyMembers.Texts(body, "Resources") ?? [])
                await AddAsync(references, archive, await ResourceRoutes.FindAsync(archive, text, cancellation), cancellation);
        }

        if (hasInstances)
        {
            if (instances.ValueKind != JsonValueKind.Array)
                throw new RestException(RestError.BadFormat, "\"DicomInstances\" is no array.");
            references.AddRange(instances.EnumerateArray().Select(ReferenceOf));
        }

        return references.Count > 0 ? references.Distinct().ToList() : throw new RestException(RestError.BadFormat, "The body names no instance.");
    }

    private static async Task AddAsync(List<ReferencedInstance> references, DicomArchive archive, ArchivedResource resource, CancellationToken cancellation)
    {
        if (resource.File is { } own)
        {
            references.Add(new ReferencedInstance(own.SopClassUid, own.SopInstanceUid));
            return;
        }

        await foreach (var instance in archive.Browser.ListBelowAsync(resource, QueryRetrieveLevel.Image, cancellation))
        {
            if (instance.File is { } file)
                references.Add(new ReferencedInstance(file.SopClassUid, file.SopInstanceUid));
        }
    }

    private static ReferencedInstance ReferenceOf(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Array when item.GetArrayLength() == 2 => new ReferencedInstance(UidOf(item[0]), UidOf(item[1])),
        JsonValueKind.Object when item.TryGetProperty("SOPClassUID", out var sopClass) && item.TryGetProperty("SOPInstanceUID", out var instance) =>
            new ReferencedInstance(UidOf(sopClass), UidOf(instance)),
        _ => throw new RestException(RestError.BadFormat, "An instance is neither a pair of UIDs nor an object of them."),
    };

    private static DicomUid UidOf(JsonElement value) => value.ValueKind == JsonValueKind.String && DicomUid.TryParse(value.GetString(), out var uid)
        ? uid
        : throw new RestException(RestError.BadFormat, "An instance has a UID that is none.");
}
