using System.Collections.Concurrent;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// AE titles as tags of measurements. Peers choose their titles: those of known peers, and only so many different ones beside them, are told apart, and the
/// rest is measured together. Each label is one string that lives for good.
/// </summary>
internal static class PeerLabels
{
    private const int MaxOthers = 64;
    private const string Other = "(other)";

    // Whatever letters a peer writes it in, a known title is one label: there are no more than were ever configured.
    private static readonly ConcurrentDictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentDictionary<string, string> _others = [];

    /// <param name="title">The AE title.</param>
    /// <param name="isKnown">True for the titles of known peers.</param>
    public static string Of(AETitle title, Func<AETitle, bool> isKnown)
    {
        if (isKnown(title))
            return _known.GetOrAdd(title.Value, title.Value);
        if (_others.TryGetValue(title.Value, out var label))
            return label;
        return _others.Count < MaxOthers ? _others.GetOrAdd(title.Value, title.Value) : Other;
    }
}
