using Belfry.Dicom;

namespace Belfry.Cli.Queries;

/// <summary>Builds the identifier of a query from its keys.</summary>
internal sealed class QueryIdentifier
{
    private readonly SortedDictionary<DicomTag, Entry> _entries = [];

    public void Add(QueryKey key)
    {
        var level = this;
        foreach (var step in key.Path.SkipLast(1))
        {
            var entry = level.Find(step.Tag);
            while (entry.Items.Count <= step.Item)
                entry.Items.Add(new QueryIdentifier());
            level = entry.Items[step.Item];
        }

        level.Find(key.Tag).Value = key.Value;
    }

    /// <summary>True when some key has been given for the attribute at this level.</summary>
    public bool Contains(DicomTag tag) => _entries.ContainsKey(tag);

    /// <exception cref="FormatException">A value does not fit its attribute.</exception>
    public DicomDataSet Build()
    {
        var dataSet = new DicomDataSet();
        foreach (var (tag, entry) in _entries)
        {
            if (entry.Items.Count > 0)
                dataSet.Set(tag, (DicomDataSet[])[.. entry.Items.Select(item => item.Build())]);
            else if (entry.Value.Length == 0)
                dataSet.SetEmpty(tag);
            else
                SetValue(dataSet, tag, entry.Value);
        }

        return dataSet;
    }

    private static void SetValue(DicomDataSet dataSet, DicomTag tag, string value)
    {
        if (DicomDictionary.GetVR(tag) == VR.SQ)
            throw new FormatException($"{tag} is a sequence: give the attribute inside, as in {DicomDictionary.GetKeyword(tag)}.Modality=CT.");
        dataSet.Set(tag, value);
    }

    private Entry Find(DicomTag tag)
    {
        if (!_entries.TryGetValue(tag, out var entry))
            _entries[tag] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        public string Value { get; set; } = "";

        public List<QueryIdentifier> Items { get; } = [];
    }
}
