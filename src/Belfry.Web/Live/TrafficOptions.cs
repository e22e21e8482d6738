namespace Belfry.Web;

/// <summary>How much a <see cref="TrafficRecorder"/> keeps. Immutable.</summary>
public sealed record TrafficOptions
{
    /// <summary>Associations kept, the last ones. 500: an hour or two of a busy hospital.</summary>
    public int Associations { get; init; } = 500;

    /// <summary>Operations kept, the last ones. 500.</summary>
    public int Operations { get; init; } = 500;

    /// <summary>Longest identifier kept, in bytes; of a longer one only its length is. 8 KiB: identifiers have a few hundred bytes.</summary>
    public int IdentifierLength { get; init; } = 8 * 1024;

    /// <summary>Most answers kept of one operation. 50: what fits on a few screens.</summary>
    public int AnswersOfOperation { get; init; } = 50;

    /// <summary>Longest answer kept, in bytes; a longer one is only counted. 8 KiB: worklist items have some two.</summary>
    public int AnswerLength { get; init; } = 8 * 1024;

    /// <summary>Most bytes of answers kept of all operations; beyond them answers are only counted. 4 MiB.</summary>
    public int AnswersLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>True keeps answers also while nobody watches. False: they are patient data, and cost time.</summary>
    public bool AnswersAlways { get; init; }

    /// <summary>Most viewers at once. 16.</summary>
    public int Viewers { get; init; } = 16;

    /// <summary>Events that wait for one viewer; when it is slower, the oldest are dropped and counted. 256.</summary>
    public int ViewerEvents { get; init; } = 256;
}
