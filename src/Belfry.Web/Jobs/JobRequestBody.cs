using System.Text.Json;
using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The members of a body that say how its job is to be done.</summary>
/// <param name="IsSynchronous">True (default): the answer comes when the job is over.</param>
/// <param name="IsPermissive">True: an item that fails does not fail the job. Default: false.</param>
/// <param name="Terms">Priority and user data.</param>
internal sealed record JobRequestBody(bool IsSynchronous, bool IsPermissive, JobTerms Terms)
{
    // User data is the client's to keep short: it is written with every job that is shown.
    private const int LongestUserData = 1024 * 1024;

    /// <summary>What a request without such members means.</summary>
    public static JobRequestBody Default { get; } = new(true, false, new JobTerms());

    /// <summary>Reads a body that may be empty or an object.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="RestException">It is no object, or a member is none of what it may be.</exception>
    public static async Task<JobRequestBody> ReadAsync(HttpContext context)
    {
        using var document = await RequestBodies.ReadOptionalAsync(context);
        return document is null ? Default : Read(document.RootElement);
    }

    /// <summary>Reads the members of an object.</summary>
    /// <exception cref="RestException">A member is none of what it may be.</exception>
    public static JobRequestBody Read(JsonElement body)
    {
        var isSynchronous = BodyMembers.Flag(body, "Synchronous") ?? !(BodyMembers.Flag(body, "Asynchronous") ?? false);
        var priority = BodyMembers.Integer(body, "Priority", int.MinValue, int.MaxValue) ?? 0;
        var userData = body.TryGetProperty("UserData", out var data) ? data.GetRawText() : null;
        if (userData?.Length > LongestUserData)
            throw new RestException(RestError.TooLarge, "\"UserData\" is too long.");
        return new JobRequestBody(isSynchronous, BodyMembers.Flag(body, "Permissive") ?? false, new JobTerms(priority, userData));
    }
}
