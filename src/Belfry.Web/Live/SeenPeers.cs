using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>When each AE title was last seen. Not thread-safe.</summary>
internal sealed class SeenPeers
{
    // A peer may make up titles: beyond so many the one not seen for longest is forgotten.
    private const int Most = 1000;

    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    public void Add(AETitle title, DateTimeOffset time)
    {
        _seen[title.Value] = time;
        if (_seen.Count > Most)
            _seen.Remove(_seen.MinBy(static pair => pair.Value).Key);
    }

    public DateTimeOffset? Find(AETitle title) => _seen.TryGetValue(title.Value, out var time) ? time : null;
}
