using Belfry.Orthanc;

namespace Belfry.Server.Configuration;

/// <summary>Native plugins.</summary>
internal sealed record NativePluginSettings
{
    /// <summary>What becomes of the answers of a find callback.</summary>
    public NativeFindAnswers FindAnswers { get; init; }

    /// <summary>How many C-MOVE requests a move callback serves at once. 4, as the reference server has workers.</summary>
    public int ConcurrentMoves { get; init; } = 4;

    public static NativePluginSettings Read(ConfigurationSection top, ConfigurationSection own) => new()
    {
        FindAnswers = own.Choice("NativeFindAnswers", NativeFindAnswers.Shaped, s_answers),
        ConcurrentMoves = top.Integer("DicomThreadsCount", 4, 1, 1024),
    };

    private static readonly IReadOnlyDictionary<string, NativeFindAnswers> s_answers =
        Enum.GetValues<NativeFindAnswers>().ToDictionary(static value => value.ToString());
}
