using System.Text;
using System.Text.Json;
using Belfry.Archive;
using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What is to be sent: an identifier as text, an array of them, or an object with <c>Resources</c>.</summary>
/// <param name="Order">The order.</param>
/// <param name="Job">How its job is to be done.</param>
internal sealed record SendBody(SendOrder Order, JobRequestBody Job)
{
    /// <exception cref="RestException">It is none of these.</exception>
    public static async Task<SendBody> ReadAsync(HttpContext context)
    {
        var bytes = await RequestBodies.ReadBytesAsync(context);
        var text = Encoding.UTF8.GetString(bytes).Trim();
        var name = ModalityBody.NameOf(context);
        if (ArchiveId.TryParse(text, out _))
            return new SendBody(new SendOrder(new ModalityChoice(name), [text]), JobRequestBody.Default);
        using var document = RequestBodies.ParseJson(bytes);
        var body = document.RootElement;
        return body.ValueKind switch
        {
            JsonValueKind.String => new SendBody(new SendOrder(new ModalityChoice(name), [IdOf(body)]), JobRequestBody.Default),
            JsonValueKind.Array => new SendBody(new SendOrder(new ModalityChoice(name), IdsOf(body)), JobRequestBody.Default),
            JsonValueKind.Object => Read(name, body),
            _ => throw new RestException(RestError.BadFormat, "The body is no identifier, no array and no object."),
        };
    }

    /// <summary>The identifiers under <c>Resources</c>.</summary>
    /// <exception cref="RestException">There is no array, or something else in it.</exception>
    public static IReadOnlyList<string> ResourcesOf(JsonElement body) => body.TryGetProperty("Resources", out var resources)
        ? IdsOf(resources)
        : throw new RestException(RestError.BadFormat, "\"Resources\" is missing.");

    private static SendBody Read(string name, JsonElement body)
    {
        // Who relies on it may delete what was sent.
        if (BodyMembers.Flag(body, "StorageCommitment") == true)
            throw new RestException(RestError.NotImplemented, "\"StorageCommitment\" is asked for by a request of its own, /modalities/{name}/storage-commitment.");
        var job = JobRequestBody.Read(body);
        var originator = BodyMembers.Title(body, "MoveOriginatorAet");
        return new SendBody(
            new SendOrder(ModalityBody.Read(name, body), ResourcesOf(body))
            {
                IsPermissive = job.IsPermissive,
                Originator = originator.IsEmpty
                    ? null
                    : new MoveOriginator(originator, (ushort)(BodyMembers.Integer(body, "MoveOriginatorID", 0, ushort.MaxValue) ?? 0)),
            },
            job);
    }

    private static string[] IdsOf(JsonElement array) => array.ValueKind == JsonValueKind.Array
        ? [.. array.EnumerateArray().Select(IdOf)]
        : throw new RestException(RestError.BadFormat, "\"Resources\" is no array.");

    private static string IdOf(JsonElement item) => item.ValueKind == JsonValueKind.String && ArchiveId.TryParse(item.GetString(), out var id)
        ? id.ToString()
        : throw new RestException(RestError.BadFormat, "A resource is no identifier.");
}
