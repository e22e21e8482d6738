using System.Collections.Frozen;

namespace Belfry.Web;

/// <summary>What clients of the reference server read as <c>OrthancError</c>: one fixed text for each number.</summary>
internal static class RestErrorNames
{
    private static readonly FrozenDictionary<int, string> _names = new Dictionary<int, string>
    {
        [-1] = "Internal error",
        [2] = "Not implemented yet",
        [3] = "Parameter out of range",
        [5] = "Bad type for a parameter",
        [6] = "Bad sequence of calls",
        [7] = "Accessing an inexistent item",
        [8] = "Bad request",
        [9] = "Error in the network protocol",
        [13] = "Inexistent file",
        [15] = "Bad file format",
        [16] = "Timeout",
        [17] = "Unknown resource",
        [19] = "The file storage is full",
        [27] = "Unknown DICOM tag",
        [28] = "Cannot parse a JSON document",
        [41] = "Incorrect range request",
    }.ToFrozenDictionary();

    /// <summary>The text of a number; null for one that has none here.</summary>
    public static string? Find(int code) => _names.GetValueOrDefault(code);
}
