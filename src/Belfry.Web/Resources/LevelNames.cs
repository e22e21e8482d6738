using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>The names of levels in REST.</summary>
internal static class LevelNames
{
    private static readonly string[] _types = ["Patient", "Study", "Series", "Instance"];
    private static readonly string[] _folders = ["patients", "studies", "series", "instances"];

    /// <summary>All levels, from the patient down.</summary>
    public static IReadOnlyList<QueryRetrieveLevel> All { get; } = Enum.GetValues<QueryRetrieveLevel>();

    /// <summary>As the member <c>Type</c> and in <c>ParentStudy</c>.</summary>
    public static string TypeOf(QueryRetrieveLevel level) => _types[(int)level];

    /// <summary>As in paths, such as <c>studies</c>.</summary>
    public static string FolderOf(QueryRetrieveLevel level) => _folders[(int)level];

    /// <summary>As the member that lists what is part of a resource, such as <c>Studies</c>.</summary>
    public static string PluralOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => "Patients",
        QueryRetrieveLevel.Study => "Studies",
        QueryRetrieveLevel.Series => "Series",
        _ => "Instances",
    };

    /// <summary>The path of a resource.</summary>
    public static string PathOf(QueryRetrieveLevel level, Archive.ArchiveId id) => $"/{FolderOf(level)}/{id}";

    /// <summary>Reads the name of a level, in the singular or plural, in any case.</summary>
    /// <exception cref="RestException">It is none.</exception>
    public static QueryRetrieveLevel Parse(string text)
    {
        foreach (var level in All)
        {
            if (Is(text, TypeOf(level)) || Is(text, PluralOf(level)))
                return level;
        }

        return Is(text, "Image") || Is(text, "Images")
            ? QueryRetrieveLevel.Image
            : throw new RestException(RestError.OutOfRange, "There is no such level.");
    }

    private static bool Is(string text, string name) => string.Equals(text, name, StringComparison.OrdinalIgnoreCase);
}
