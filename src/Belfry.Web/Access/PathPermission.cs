using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Which role some requests need. Immutable.</summary>
/// <param name="Path">
/// A path, compared segment by segment: <c>*</c> stands for one segment, <c>**</c> at the end for any number of them, none included. Letters are compared without case: a path that is spelled otherwise has no route, and is refused no later than one that has.
/// </param>
/// <param name="Methods">Verbs; empty for all. GET stands for HEAD, too, which tells length and entity tag of the same answer.</param>
/// <param name="Role">One of <see cref="HttpRoles"/>; null forbids the requests to everybody.</param>
public sealed record PathPermission(string Path, IReadOnlyList<string> Methods, string? Role)
{
    private readonly string[] _segments = Split(Path);

    /// <summary>Whether this speaks of a request.</summary>
    /// <param name="method">Its verb.</param>
    /// <param name="path">Its path, without doubled slashes.</param>
    public bool Covers(string method, PathString path) => Covers(method, SegmentsOf(path));

    /// <summary>What a path is compared by.</summary>
    internal static string[] SegmentsOf(PathString path) => Split(path.Value ?? "");

    /// <summary>As <see cref="Covers(string, PathString)"/>, for a path that was taken apart.</summary>
    internal bool Covers(string method, string[] segments) => HasPath(segments) && IsFor(method);

    private bool HasPath(string[] segments)
    {
        for (var i = 0; i < _segments.Length; i++)
        {
            if (_segments[i] == "**" && i == _segments.Length - 1)
                return true;
            if (i >= segments.Length || (_segments[i] != "*" && !string.Equals(_segments[i], segments[i], StringComparison.OrdinalIgnoreCase)))
                return false;
        }

        return segments.Length == _segments.Length;
    }

    private bool IsFor(string method) => Methods.Count == 0 || IsAmongMethods(method) || (HttpMethods.IsHead(method) && IsAmongMethods(HttpMethods.Get));

    private bool IsAmongMethods(string method) => Methods.Contains(method, StringComparer.OrdinalIgnoreCase);

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
