using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The names of changes.</summary>
internal static class ChangeTypes
{
    // Known to clients, and never in the list.
    private static readonly string[] _never = ["CompletedSeries", "Deleted", "NewChildInstance"];

    /// <summary>The name of a change.</summary>
    public static string NameOf(ChangeKind kind, QueryRetrieveLevel level) =>
        kind is ChangeKind.New or ChangeKind.Stable ? kind + LevelNames.TypeOf(level) : kind.ToString();

    /// <summary>Those that <c>type</c> of the query string names, separated by semicolons; null for all.</summary>
    /// <exception cref="RestException">A name is none.</exception>
    public static IReadOnlySet<(ChangeKind Kind, QueryRetrieveLevel Level)>? Of(HttpContext context)
    {
        if (!context.Request.Query.TryGetValue("type", out var names))
            return null;
        HashSet<(ChangeKind, QueryRetrieveLevel)> types = [];
        foreach (var name in names.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var known = types.Count;
            types.UnionWith(Enum.GetValues<ChangeKind>().SelectMany(static kind => LevelNames.All.Select(level => (kind, level)))
                .Where(type => NameOf(type.kind, type.level) == name));
            if (types.Count == known && Array.IndexOf(_never, name) < 0 && !types.Any(type => NameOf(type.Item1, type.Item2) == name))
                throw new RestException(RestError.OutOfRange, "There is no such type of change.");
        }

        return types;
    }
}
