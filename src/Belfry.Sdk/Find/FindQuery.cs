using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// The keys of a Query/Retrieve C-FIND (PS3.4 §C.4.1.1.3) with typed access to the common ones; a null property is a key that is absent or
/// has zero length, which matches everything. Immutable and thread-safe.
/// </summary>
public sealed partial class FindQuery
{
    private readonly Lazy<DataSetMatcher> _matcher;

    /// <summary>Takes over the identifier, which must not be changed afterwards.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="model">The information model that is asked.</param>
    /// <param name="level">The level; null when the identifier names none that is known.</param>
    /// <param name="policy">How keys are matched; null for <see cref="MatchingPolicy.Baseline"/>.</param>
    public FindQuery(DicomDataSet identifier, QueryRetrieveModel model, QueryRetrieveLevel? level, MatchingPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        Identifier = identifier;
        Model = model;
        Level = level;
        Policy = policy ?? MatchingPolicy.Baseline;
        _matcher = new Lazy<DataSetMatcher>(() => DataSetMatcher.Compile(Identifier, Policy));
    }

    /// <summary>The identifier as received: all keys, sequences, private and unknown ones too.</summary>
    public DicomDataSet Identifier { get; }

    /// <summary>The information model that is asked.</summary>
    public QueryRetrieveModel Model { get; }

    /// <summary>
    /// Query/Retrieve Level (0008,0052). Null only for a handler that takes any (<see cref="IFindHandler.TakesAnyLevel"/>), when the
    /// identifier has none or an unknown one; others never see such a query, which is answered with A900H.
    /// </summary>
    public QueryRetrieveLevel? Level { get; }

    /// <summary>
    /// True when relational queries were negotiated (PS3.4 §C.5.1.1 byte 1): the unique keys of the levels above may be missing.
    /// </summary>
    public bool IsRelational { get; init; }

    /// <summary>How keys are matched here: the choices of the configuration and of the negotiation (combined date and time, fuzzy names).</summary>
    public MatchingPolicy Policy { get; }

    /// <summary>The compiled keys. (0008,0052) and the other keys that are no attributes of an entity set no condition.</summary>
    public DataSetMatcher Matcher => _matcher.Value;

    /// <summary>True when the candidate satisfies every key (PS3.4 §C.2.2.2).</summary>
    public bool Matches(DicomDataSet candidate) => Matcher.IsMatch(candidate);
}
