using System.Collections.Concurrent;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// AE titles as tags of measurements. Peers choose their titles: only so many different ones are told apart, and the rest is measured together. Each label
/// is one string that lives for good.
/// </summary>
internal static class PeerLabels
{
    private const int MaxLabels = 64;
    private const string Other = "(other)";

    private static readonly ConcurrentDictionary<string, string> _labels = [];

    public static string Of(AETitle title)
    {
        if (_labels.TryGetValue(title.Value, out var label))
            return label;
        return _labels.Count < MaxLabels ? _labels.GetOrAdd(title.Value, title.Value) : Other;
    }
}
