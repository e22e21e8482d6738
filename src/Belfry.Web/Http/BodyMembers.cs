using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>Reads members of a body that is an object; one of another kind than expected is an error that names it.</summary>
internal static class BodyMembers
{
    /// <summary>A text; null when it is not there.</summary>
    public static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "text")
        : null;

    /// <summary>A Boolean; null when it is not there.</summary>
    public static bool? Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value)
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "Boolean")
        : null;

    /// <summary>A whole number, not negative; 0 when it is not there.</summary>
    public static long Number(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
            return 0;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw Wrong(name, "whole number");
        return number >= 0 ? number : throw new RestException(RestError.OutOfRange, $"\"{name}\" is less than 0.");
    }

    /// <summary>A whole number within a range; null when it is not there.</summary>
    public static int? Integer(JsonElement body, string name, int minimum, int maximum)
    {
        if (!body.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number))
            throw Wrong(name, "whole number");
        return number >= minimum && number <= maximum ? number : throw new RestException(RestError.OutOfRange, $"\"{name}\" is out of range.");
    }

    /// <summary>An AE title (PS3.5 §6.2); empty when it is not there, or is an empty text.</summary>
    public static AETitle Title(JsonElement body, string name)
    {
        if (Text(body, name) is not { Length: > 0 } text)
            return default;
        return AETitle.TryParse(text, out var title) ? title : throw Wrong(name, "AE title");
    }

    /// <summary>An array of texts; null when it is not there.</summary>
    public static IReadOnlyList<string>? Texts(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            throw Wrong(name, "array of texts");
        return [.. value.EnumerateArray().Select(static item => item.GetString() ?? "")];
    }

    /// <summary>The spelling of tags that <c>Simplify</c>, <c>Short</c> and <c>Full</c> ask for.</summary>
    public static TagJsonFormat Format(JsonElement body, TagJsonFormat byDefault)
    {
        if (Flag(body, "Full") == true)
            return TagJsonFormat.Full;
        if (Flag(body, "Short") == true)
            return TagJsonFormat.Short;
        return Flag(body, "Simplify") == true ? TagJsonFormat.Human : byDefault;
    }

    private static RestException Wrong(string name, string kind) => new(RestError.BadFormat, $"\"{name}\" is no {kind}.");
}
