using System.Globalization;
using Belfry.Dicom;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Reads the query string of a request.</summary>
internal static class QueryFlags
{
    /// <summary>True when a flag is there, unless it says false.</summary>
    public static bool IsOn(HttpContext context, string flag, bool byDefault = false) => context.Request.Query.TryGetValue(flag, out var values)
        ? !string.Equals(values.ToString(), "false", StringComparison.Ordinal) && values.ToString() != "0"
        : byDefault;

    /// <summary>A number, not negative; null when it is not there.</summary>
    /// <exception cref="RestException">It is no number.</exception>
    public static long? Number(HttpContext context, string name)
    {
        if (!context.Request.Query.TryGetValue(name, out var values))
            return null;
        return long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RestException(RestError.BadType, $"\"{name}\" is no number.");
    }

    /// <summary>The spelling of tags that the flags <c>short</c> and <c>simplify</c> ask for.</summary>
    public static TagJsonFormat Format(HttpContext context, TagJsonFormat byDefault)
    {
        if (IsOn(context, "simplify"))
            return TagJsonFormat.Human;
        if (IsOn(context, "short"))
            return TagJsonFormat.Short;
        return IsOn(context, "full") ? TagJsonFormat.Full : byDefault;
    }
}
