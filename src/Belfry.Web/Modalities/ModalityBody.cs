using System.Text.Json;
using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The modality of a request: that of <c>{name}</c>, with what the body wants to be different.</summary>
internal static class ModalityBody
{
    // A day: more is a mistake.
    private const int LongestTimeout = 86400;

    /// <summary>Reads <c>LocalAet</c>, <c>CalledAet</c>, <c>Host</c>, <c>Port</c> and <c>Timeout</c>; a time-out of 0 is as configured.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">Its body; null for none.</param>
    /// <exception cref="RestException">A member is none of what it may be.</exception>
    public static ModalityChoice Read(HttpContext context, JsonElement? body) => Read(NameOf(context), body);

    /// <summary>The same of a modality that the path does not name.</summary>
    public static ModalityChoice Read(string name, JsonElement? body)
    {
        if (body is not { } members)
            return new ModalityChoice(name);
        return new ModalityChoice(name)
        {
            LocalAETitle = BodyMembers.Title(members, "LocalAet"),
            CalledAETitle = BodyMembers.Title(members, "CalledAet"),
            Host = BodyMembers.Text(members, "Host") is { Length: > 0 } host ? host : null,
            Port = BodyMembers.Integer(members, "Port", 1, 65535),
            Timeout = BodyMembers.Integer(members, "Timeout", 0, LongestTimeout) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    /// <summary>The name in the path. A slash in it is the one sign that routing leaves encoded.</summary>
    public static string NameOf(HttpContext context) =>
        ((string?)context.Request.RouteValues["name"] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The symbolic name in the path of something that is to be made.</summary>
    /// <exception cref="RestException">It has other signs than letters, digits, dashes and underscores.</exception>
    public static string NewNameOf(HttpContext context)
    {
        var name = NameOf(context);
        return name.Length is > 0 and <= 255 && name.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_')
            ? name
            : throw new RestException(RestError.BadFormat, "A name has letters, digits, dashes and underscores, and no more than 255 of them.");
    }

    /// <summary>The modality that was chosen.</summary>
    /// <exception cref="RestException">There is none.</exception>
    public static RemoteModality Find(ModalityDirectory modalities, ModalityChoice choice) =>
        modalities.FindEntry(choice) ?? throw new RestException(RestError.NoSuchItem, "There is no such modality.");

    /// <summary>Checks that the path names a modality: before the body is looked at.</summary>
    /// <exception cref="RestException">It does not.</exception>
    public static void Check(HttpContext context, ModalityDirectory modalities) => Find(modalities, new ModalityChoice(NameOf(context)));
}
