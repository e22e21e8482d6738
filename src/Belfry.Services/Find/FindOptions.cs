using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Options of C-FIND. Immutable.</summary>
public sealed record FindOptions
{
    /// <summary>The defaults.</summary>
    public static FindOptions Default { get; } = new();

    /// <summary>The defaults for worklists: identifiers up to 256 KiB. Real ones have a few hundred bytes and no lists of UIDs.</summary>
    public static FindOptions Worklist { get; } = new() { MaxIdentifierLength = 256 * 1024 };

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

    /// <summary>
    /// What extended negotiation of Query/Retrieve grants when the peer asks for it (PS3.4 §C.5.1.1). Default: all but fuzzy person names.
    /// </summary>
    public QueryRetrieveOptions Granted { get; init; } = QueryRetrieveOptions.Relational | QueryRetrieveOptions.DateTimeMatching
        | QueryRetrieveOptions.TimezoneAdjustment | QueryRetrieveOptions.EmptyValueMatching | QueryRetrieveOptions.MultipleValueMatching;

    /// <summary>
    /// True to take Query/Retrieve queries that lack the unique keys of the levels above even when relational queries were not negotiated, as
    /// the reference host does. Default: false, such a query is answered with A900H (PS3.4 §C.4.1.2.1).
    /// </summary>
    public bool IsAlwaysRelational { get; init; }

    /// <summary>Retrieve AE Title (0008,0054) of Query/Retrieve answers whose source names none: where the instances can be had. Default: empty.</summary>
    public AETitle RetrieveAETitle { get; init; }
}
