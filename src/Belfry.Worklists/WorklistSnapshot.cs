using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Worklists;

/// <summary>All items of the folder at one moment. Immutable: a query keeps the one it began with.</summary>
internal sealed class WorklistSnapshot
{
    private readonly DicomDataSet[] _dataSets;
    private readonly WorklistIndex _index;

    public WorklistSnapshot(Dictionary<string, WorklistItem> files)
    {
        Files = files;
        _dataSets = [.. files.Values.Where(static item => item.DataSet is not null).OrderBy(static item => item.Name, StringComparer.Ordinal)
            .Select(static item => item.DataSet!)]; // The filter above leaves none without.
        _index = new WorklistIndex(_dataSets);
        Unreadable = [.. files.Values.Where(static item => item.DataSet is null)];
    }

    public static WorklistSnapshot Empty { get; } = new([]);

    /// <summary>Every file seen, readable or not, by name. Not changed any more.</summary>
    public Dictionary<string, WorklistItem> Files { get; }

    /// <summary>The files that could not be read; most often they are still being written.</summary>
    public IReadOnlyList<WorklistItem> Unreadable { get; }

    /// <summary>The readable items.</summary>
    public IReadOnlyList<DicomDataSet> DataSets => _dataSets;

    /// <summary>Number of readable items.</summary>
    public int Count => _dataSets.Length;

    /// <summary>
    /// The same as <see cref="Find"/> when no more than so many items can match; null when there are more to look at.
    /// </summary>
    public List<DicomDataSet>? FindAmongFew(DataSetMatcher matcher, int mostCandidates)
    {
        var positions = _index.Find(matcher);
        var candidates = positions?.Length ?? _dataSets.Length;
        if (candidates > mostCandidates)
            return null;
        var found = new List<DicomDataSet>(candidates);
        for (var i = 0; i < candidates; i++)
        {
            var dataSet = _dataSets[positions is null ? i : positions[i]];
            if (matcher.IsMatch(dataSet))
                found.Add(dataSet);
        }

        return found;
    }

    /// <summary>The items that match, in the order of their file names. The token is heard between items, matching or not.</summary>
    public IEnumerable<DicomDataSet> Find(DataSetMatcher matcher, CancellationToken cancellation)
    {
        if (_index.Find(matcher) is { } positions)
        {
            foreach (var position in positions)
            {
                cancellation.ThrowIfCancellationRequested();
                if (matcher.IsMatch(_dataSets[position]))
                    yield return _dataSets[position];
            }
        }
        else
        {
            foreach (var dataSet in _dataSets)
            {
                cancellation.ThrowIfCancellationRequested();
                if (matcher.IsMatch(dataSet))
                    yield return dataSet;
            }
        }
    }
}
