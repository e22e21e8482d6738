using System.Text;
using System.Text.Json;
using Belfry.Archive;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What is to be sent: an identifier as text, an array of them, or an object with <c>Resources</c>.</summary>
/// <param name="Resources">The identifiers.</param>
/// <param name="Members">The other members; an object without any when the body is none.</param>
/// <param name="Job">How the job is to be done.</param>
internal sealed record ResourcesBody(IReadOnlyList<string> Resources, JsonElement Members, JobRequestBody Job)
{
    private static readonly JsonElement _none = JsonElement.Parse("{}");

    /// <exception cref="RestException">It is none of these.</exception>
    public static async Task<ResourcesBody> ReadAsync(HttpContext context)
    {
        var bytes = await RequestBodies.ReadBytesAsync(context);
        var text = Encoding.UTF8.GetString(bytes).Trim();
        if (ArchiveId.TryParse(text, out _))
            return new ResourcesBody([text], _none, JobRequestBody.Default);
        using var document = RequestBodies.ParseJson(bytes);
        var body = document.RootElement;
        return body.ValueKind switch
        {
            JsonValueKind.String => new ResourcesBody([IdOf(body)], _none, JobRequestBody.Default),
            JsonValueKind.Array => new ResourcesBody(IdsOf(body), _none, JobRequestBody.Default),
            JsonValueKind.Object => new ResourcesBody(ResourcesOf(body), body.Clone(), JobRequestBody.Read(body)),
            _ => throw new RestException(RestError.BadFormat, "The body is no identifier, no array and no object."),
        };
    }

    /// <summary>The identifiers under <c>Resources</c>.</summary>
    /// <exception cref="RestException">There is no array, or something else in it.</exception>
    public static IReadOnlyList<string> ResourcesOf(JsonElement body) => body.TryGetProperty("Resources", out var resources)
        ? IdsOf(resources)
        : throw new RestException(RestError.BadFormat, "\"Resources\" is missing.");

    /// <summary>The resources themselves.</summary>
    /// <exception cref="RestException">One is not there.</exception>
    public async ValueTask<IReadOnlyList<ArchivedResource>> FindAsync(DicomArchive archive, CancellationToken cancellation)
    {
        List<ArchivedResource> found = [];
        foreach (var text in Resources)
            found.Add(await ResourceRoutes.FindAsync(archive, text, cancellation));
        return found;
    }

    private static string[] IdsOf(JsonElement array) => array.ValueKind == JsonValueKind.Array
        ? [.. array.EnumerateArray().Select(IdOf)]
        : throw new RestException(RestError.BadFormat, "\"Resources\" is no array.");

    private static string IdOf(JsonElement item) => item.ValueKind == JsonValueKind.String && ArchiveId.TryParse(item.GetString(), out var id)
        ? id.ToString()
        : throw new RestException(RestError.BadFormat, "A resource is no identifier.");
}
