using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Worklists;

/// <summary>
/// Finds the few items that can match a query with an exact key, without asking all of them. The matcher confirms what is found.
/// Immutable.
/// </summary>
internal sealed class WorklistIndex
{
    // Keys by which modalities pick a single patient or step come first; those that many items share come last.
    private static readonly DicomTag[][] s_keys =
    [
        [Tags.AccessionNumber],
        [Tags.StudyInstanceUID],
        [Tags.ScheduledProcedureStepSequence, Tags.ScheduledProcedureStepID],
        [Tags.RequestedProcedureID],
        [Tags.PatientID],
        [Tags.ScheduledProcedureStepSequence, Tags.ScheduledStationAETitle],
        [Tags.ScheduledProcedureStepSequence, Tags.Modality],
    ];

    private readonly Dictionary<string, int[]>[] _maps;

    public WorklistIndex(IReadOnlyList<DicomDataSet> items)
    {
        _maps = new Dictionary<string, int[]>[s_keys.Length];
        for (var key = 0; key < s_keys.Length; key++)
            _maps[key] = Build(items, s_keys[key]);
    }

    /// <summary>The positions of the items that can match, in ascending order; null when no exact key narrows them down.</summary>
    public int[]? Find(DataSetMatcher matcher)
    {
        int[]? fewest = null;
        for (var key = 0; key < s_keys.Length; key++)
        {
            // Text beyond ASCII depends on character sets, which the matcher knows better than a map.
            if (matcher.ExactValue(s_keys[key]) is not { } value || !Ascii.IsValid(value))
                continue;
            var found = _maps[key].GetValueOrDefault(value, []);
            if (fewest is null || found.Length < fewest.Length)
                fewest = found;
            if (fewest.Length <= 8)
                break;
        }

        return fewest;
    }

    private static Dictionary<string, int[]> Build(IReadOnlyList<DicomDataSet> items, DicomTag[] path)
    {
        var lists = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (path.Length == 1)
            {
                Add(lists, items[i], path[0], i);
                continue;
            }

            foreach (var step in items[i].GetSequence(path[0]))
                Add(lists, step, path[1], i);
        }

        return lists.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }

    private static void Add(Dictionary<string, List<int>> lists, DicomDataSet item, DicomTag tag, int position)
    {
        foreach (var padded in item.GetStrings(tag))
        {
            var value = padded.Trim(' ', '\0');
            if (!lists.TryGetValue(value, out var list))
                lists.Add(value, list = []);
            if (list.Count == 0 || list[^1] != position)
                list.Add(position);
        }
    }
}
