using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Belfry.Orthanc.Abi;

/// <summary>Texts for error codes, made from their names.</summary>
internal static unsafe class ErrorCodes
{
    // Plugins keep these pointers, so the texts are made once and never freed.
    private static readonly FrozenDictionary<OrthancErrorCode, nint> Texts =
        Enum.GetValues<OrthancErrorCode>().ToFrozenDictionary(c => c, c => (nint)HostMemory.NewString(Sentence(c.ToString())));

    private static readonly nint UnknownText = (nint)HostMemory.NewString("Unknown error code");
    private static readonly nint PluginsOwnText = (nint)HostMemory.NewString("An error of a plugin's own");

    // Codes that plugins make for themselves start here.
    private const int FirstOwnCode = 1_000_000;

    private static readonly ConcurrentDictionary<int, (string Message, nint Text, int HttpStatus)> OwnTexts = [];
    private static int s_lastOwnCode = FirstOwnCode - 1;

    /// <summary>A code that no plugin of this process has yet, with its text (service 19). Thread-safe.</summary>
    public static OrthancErrorCode Register(string message, int httpStatus)
    {
        var code = Interlocked.Increment(ref s_lastOwnCode);
        OwnTexts[code] = (message, (nint)HostMemory.NewString(message), httpStatus);
        return (OrthancErrorCode)code;
    }

    /// <summary>The text of a code for plugins (service 17), alive for ever.</summary>
    public static byte* Text(OrthancErrorCode code) => (byte*)(Texts.TryGetValue(code, out var text)
        ? text
        : OwnTexts.TryGetValue((int)code, out var own) ? own.Text
        : (int)code >= FirstOwnCode ? PluginsOwnText : UnknownText);

    /// <summary>The text of a code for clients of HTTP.</summary>
    public static string Message(int code) => HostMemory.Text(Text((OrthancErrorCode)code)) ?? "";

    /// <summary>The status of HTTP that a plugin chose for a code of its own; null for other codes, and for what is no status of an error.</summary>
    public static int? HttpStatusOf(int code) => OwnTexts.TryGetValue(code, out var own) && own.HttpStatus is >= 400 and <= 599 ? own.HttpStatus : null;

    /// <summary>Code and name, for logs and messages: <c>15 (BadFileFormat)</c>.</summary>
    public static string Describe(int code) =>
        Enum.IsDefined((OrthancErrorCode)code) ? $"{code} ({(OrthancErrorCode)code})"
        : $"{code} ({(OwnTexts.TryGetValue(code, out var own) ? own.Message : "a code of its own")})";

    // "BadFileFormat" becomes "Bad file format"; runs of capitals stay.
    private static string Sentence(string name) => string.Concat(name.Select((c, i) =>
        i > 0 && char.IsUpper(c) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
            ? i + 1 < name.Length && char.IsLower(name[i + 1]) ? $" {char.ToLowerInvariant(c)}" : $" {c}"
            : c.ToString()));
}
