using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>When each AE title was last seen, in whatever case. Not thread-safe.</summary>
/// <param name="isKnown">True for titles that are configured, which are never forgotten.</param>
internal sealed class SeenPeers(Func<AETitle, bool> isKnown)
{
    // A peer may make up titles: beyond so many the one not seen for longest is forgotten.
    private const int Most = 1000;

    private readonly Dictionary<string, DateTimeOffset> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DateTimeOffset> _others = new(StringComparer.OrdinalIgnoreCase);

    public void Add(AETitle title, DateTimeOffset time)
    {
        if (isKnown(title))
        {
            _known[title.Value] = time;
            return;
        }

        _others[title.Value] = time;
        if (_others.Count > Most)
            _others.Remove(_others.MinBy(static pair => pair.Value).Key);
    }

    public DateTimeOffset? Find(AETitle title) => _known.TryGetValue(title.Value, out var time) || _others.TryGetValue(title.Value, out time) ? time : null;
}
