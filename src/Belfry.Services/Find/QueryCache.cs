using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>
/// Queries that came more than once, compiled: a modality asks the same all day. Found by the bytes of the identifier, compared whole.
/// Bounded whatever peers send: a fixed number of places, each for a short identifier; a newcomer displaces whoever has its place.
/// Thread-safe without locks.
/// </summary>
internal sealed class QueryCache
{
    /// <summary>Longest identifier kept, in bytes. 2 KiB: worklist queries with every key of table K.6-1 have less.</summary>
    public const int MaxIdentifierLength = 2048;

    /// <summary>How many places there are; a department has fewer kinds of queries.</summary>
    private const int Places = 64;

    private readonly CompiledQuery?[] _queries = new CompiledQuery?[Places];

    // What came once leaves only its hash: queries for one patient do not displace those that come again.
    private readonly int[] _seen = new int[Places];

    /// <summary>The compiled query with the same identifier in the same transfer syntax on the same terms; null when there is none.</summary>
    public CompiledQuery? Find(ReadOnlySpan<byte> identifier, TransferSyntax transferSyntax, FindTerms terms)
    {
        if (identifier.Length > MaxIdentifierLength)
            return null;
        var query = Volatile.Read(ref _queries[PlaceOf(HashOf(identifier))]);
        return query is not null && query.TransferSyntax == transferSyntax && query.Terms == terms
            && identifier.SequenceEqual(query.Identifier.Span) ? query : null;
    }

    /// <summary>Keeps a query that was not found, if it came before.</summary>
    public void Add(CompiledQuery query)
    {
        if (query.Identifier.Length > MaxIdentifierLength)
            return;
        var hash = HashOf(query.Identifier.Span);
        var place = PlaceOf(hash);
        if (Interlocked.Exchange(ref _seen[place], hash) == hash)
            Volatile.Write(ref _queries[place], query);
    }

    private static int PlaceOf(int hash) => (int)((uint)hash % Places);

    private static int HashOf(ReadOnlySpan<byte> identifier)
    {
        var hash = default(HashCode);
        hash.AddBytes(identifier);
        return hash.ToHashCode();
    }
}
