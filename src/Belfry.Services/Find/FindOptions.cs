using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Options of C-FIND. Immutable.</summary>
public sealed record FindOptions
{
    /// <summary>The defaults.</summary>
    public static FindOptions Default { get; } = new();

    /// <summary>
    /// Longest identifier taken, in bytes; a longer one is refused with A700H. 1 MiB: a list of 16,000 UIDs fits.
    /// </summary>
    public int MaxIdentifierLength { get; init; } = 1024 * 1024;

    /// <summary>
    /// The final status when a source says that there are more matches than it gave. Default: FE00H, as the reference host sends;
    /// A700H is what PS3.4 table K.4-1 calls out of resources.
    /// </summary>
    public DimseStatus IncompleteStatus { get; init; } = DimseStatus.Cancel;

    /// <summary>
    /// How keys are matched, and the character set of data sets that declare none. Default: <see cref="MatchingPolicy.Worklist"/>.
    /// </summary>
    public MatchingPolicy Matching { get; init; } = MatchingPolicy.Worklist;
}
