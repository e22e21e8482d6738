using System.Diagnostics.CodeAnalysis;

namespace Belfry.Web;

/// <summary>The latest queries with their answers, in memory; the oldest makes way for a new one. Thread-safe.</summary>
/// <param name="size">How many are kept (<c>QueryRetrieveSize</c>).</param>
internal sealed class QueryStore(int size)
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, StoredQuery> _queries = new(StringComparer.Ordinal);

    /// <summary>Their identifiers, the oldest first.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_lock)
                return [.. _queries.Keys];
        }
    }

    public void Add(StoredQuery query)
    {
        lock (_lock)
        {
            while (_queries.Count >= size)
                _queries.RemoveAt(0);
            _queries.Add(query.Id, query);
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out StoredQuery? query)
    {
        lock (_lock)
            return _queries.TryGetValue(id, out query);
    }

    public void Remove(string id)
    {
        lock (_lock)
            _queries.Remove(id);
    }
}
