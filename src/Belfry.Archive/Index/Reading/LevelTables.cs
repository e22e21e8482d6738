using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>The tables of the levels, and how they are joined: p patients, s studies, e series, i instances.</summary>
internal static class LevelTables
{
    private static readonly string[] _joined =
    [
        "patients p",
        "studies s JOIN patients p ON p.id = s.patient",
        "series e JOIN studies s ON s.id = e.study JOIN patients p ON p.id = s.patient",
        "instances i JOIN series e ON e.id = i.series JOIN studies s ON s.id = e.study JOIN patients p ON p.id = s.patient",
    ];

    private static readonly string[] _names = ["patients", "studies", "series", "instances"];
    private static readonly string[] _aliases = ["p", "s", "e", "i"];
    private static readonly string[] _parents = ["", "patient", "study", "series"];

    /// <summary>The table of a level.</summary>
    public static string NameOf(QueryRetrieveLevel level) => _names[(int)level];

    /// <summary>The tables of a level and those above, joined.</summary>
    public static string Of(QueryRetrieveLevel level) => _joined[(int)level];

    /// <summary>The alias of a level's table.</summary>
    public static string AliasOf(QueryRetrieveLevel level) => _aliases[(int)level];

    /// <summary>The column with the number of a row.</summary>
    public static string RowOf(QueryRetrieveLevel level) => $"{_aliases[(int)level]}.id";

    /// <summary>The column that holds the row above; not for patients.</summary>
    public static string ParentOf(QueryRetrieveLevel level) => _parents[(int)level];
}
