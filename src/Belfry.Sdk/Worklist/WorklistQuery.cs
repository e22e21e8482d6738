using System.Runtime.CompilerServices;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// The keys of a worklist query (PS3.4 table K.6-1) with typed access to the common ones; a null property is a key that is absent or
/// has zero length, which matches everything. Immutable and thread-safe.
/// </summary>
public sealed partial class WorklistQuery
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly TransferSyntax? _transferSyntax;
    private DicomDataSet? _identifier;
    private DataSetMatcher? _matcher;

    /// <summary>Takes over the identifier, which must not be changed afterwards.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="policy">How keys are matched; null for <see cref="MatchingPolicy.Worklist"/>.</param>
    public WorklistQuery(DicomDataSet identifier, MatchingPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        _identifier = identifier;
        Policy = policy ?? MatchingPolicy.Worklist;
    }

    /// <summary>A query that was compiled before: its identifier is parsed only if somebody asks for it.</summary>
    /// <param name="identifier">The encoded identifier, which can be parsed; must not be changed afterwards.</param>
    /// <param name="transferSyntax">How it is encoded.</param>
    /// <param name="matcher">The same, compiled.</param>
    /// <param name="policy">How keys are matched; null for <see cref="MatchingPolicy.Worklist"/>.</param>
    public WorklistQuery(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, DataSetMatcher matcher, MatchingPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        ArgumentNullException.ThrowIfNull(matcher);
        _bytes = identifier;
        _transferSyntax = transferSyntax;
        _matcher = matcher;
        Policy = policy ?? MatchingPolicy.Worklist;
    }

    /// <summary>The identifier as received: all keys, private and unknown ones too. Always the same object.</summary>
    public DicomDataSet Identifier => Volatile.Read(ref _identifier) ?? ParseIdentifier();

    /// <summary>How keys are matched here: the choices that the server's configuration made.</summary>
    public MatchingPolicy Policy { get; }

    /// <summary>The compiled keys, for explaining a match or for an index of one's own.</summary>
    /// <exception cref="DimseStatusException">
    /// A900H: the query cannot be understood. The server has compiled it before a handler sees it, so a handler never meets this.
    /// </exception>
    public DataSetMatcher Matcher => Volatile.Read(ref _matcher) ?? CompileMatcher();

    /// <summary>
    /// True when the item satisfies every key (PS3.4 §C.2.2.2, §K.2.2.1): the same pure matching that the server's own worklist uses.
    /// </summary>
    /// <exception cref="DimseStatusException">As for <see cref="Matcher"/>.</exception>
    public bool Matches(DicomDataSet item) => Matcher.IsMatch(item);

    /// <summary>The items that satisfy every key, lazily.</summary>
    public IEnumerable<DicomDataSet> Filter(IEnumerable<DicomDataSet> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Where(Matcher.IsMatch);
    }

    /// <summary>The items that satisfy every key, as they come.</summary>
    public async IAsyncEnumerable<DicomDataSet> FilterAsync(
        IAsyncEnumerable<DicomDataSet> items, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        var matcher = Matcher;
        await foreach (var item in items.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (matcher.IsMatch(item))
                yield return item;
        }
    }

    /// <summary>
    /// The identifier without the empty item that some modalities put into Referenced Study Sequence (0008,1110) and Referenced Patient
    /// Sequence (0008,1120): an item whose SOP class and instance are both empty asks for nothing. Native plugins expect it gone.
    /// Gives <see cref="Identifier"/> itself when there is nothing to remove.
    /// </summary>
    public DicomDataSet IdentifierWithoutEmptyReferences()
    {
        DicomDataSet? copy = null;
        foreach (var tag in (ReadOnlySpan<DicomTag>)[Tags.ReferencedStudySequence, Tags.ReferencedPatientSequence])
        {
            if (Identifier.GetSequence(tag) is [var item] && IsEmptyReference(item))
            {
                copy ??= Identifier.Clone();
                copy.SetEmpty(tag);
            }
        }

        return copy ?? Identifier;
    }

    private DicomDataSet ParseIdentifier()
    {
        var parsed = _transferSyntax is null ? new DicomDataSet() : DicomDataSet.Parse(_bytes, _transferSyntax);
        return Interlocked.CompareExchange(ref _identifier, parsed, null) ?? parsed;
    }

    private DataSetMatcher CompileMatcher()
    {
        var compiled = DataSetMatcher.Compile(Identifier, Policy);
        return Interlocked.CompareExchange(ref _matcher, compiled, null) ?? compiled;
    }

    private static bool IsEmptyReference(DicomDataSet item) =>
        string.IsNullOrEmpty(item.GetString(Tags.ReferencedSOPClassUID)) && string.IsNullOrEmpty(item.GetString(Tags.ReferencedSOPInstanceUID));
}
