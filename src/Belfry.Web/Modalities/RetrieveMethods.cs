using Belfry.Services;

namespace Belfry.Web;

/// <summary>The names of the ways to have instances from a modality.</summary>
internal static class RetrieveMethods
{
    /// <summary>The name; null is the server's default.</summary>
    public static string NameOf(RetrieveMethod? method) => method switch
    {
        RetrieveMethod.Move => "C-MOVE",
        RetrieveMethod.Get => "C-GET",
        _ => "SystemDefault",
    };

    /// <summary>Reads a name; null for none and for the server's default.</summary>
    /// <exception cref="RestException">It is none of them.</exception>
    public static RetrieveMethod? Parse(string? name) => name switch
    {
        null or "" or "SystemDefault" => null,
        "C-MOVE" => RetrieveMethod.Move,
        "C-GET" => RetrieveMethod.Get,
        _ => throw new RestException(RestError.OutOfRange, "\"RetrieveMethod\" is C-MOVE, C-GET or SystemDefault."),
    };
}
