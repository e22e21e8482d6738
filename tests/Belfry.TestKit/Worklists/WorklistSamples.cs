using Belfry.Dicom;

namespace Belfry.TestKit;

/// <summary>The twelve fictional worklist items W01 to W12 of <c>tests/data/worklists</c>.</summary>
public static class WorklistSamples
{
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> s_files = new(static () => ReadFiles());

    /// <summary>Each item as a Part 10 file, by its name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files => s_files.Value;

    /// <summary>Reads one item.</summary>
    public static DicomDataSet Read(string name) => DicomFile.Parse(Files[name]).DataSet;

    /// <summary>Writes all items as <c>NAME.wl</c> into a folder.</summary>
    public static void WriteTo(string folder)
    {
        foreach (var (name, bytes) in Files)
            File.WriteAllBytes(Path.Combine(folder, name + ".wl"), bytes);
    }

    /// <summary>The item that an answer was made of, by its Study Instance UID or its step's ID; null when neither was asked for.</summary>
    public static string? NameOf(DicomDataSet answer)
    {
        const string studies = "1.2.826.0.1.3680043.10.1337.77.";
        if (answer.GetString(Tags.StudyInstanceUID) is { } uid && uid.StartsWith(studies, StringComparison.Ordinal))
            return "W" + uid[studies.Length..].PadLeft(2, '0');
        var step = answer.GetSequence(Tags.ScheduledProcedureStepSequence).FirstOrDefault()?.GetString(Tags.ScheduledProcedureStepID);
        return step?.Replace("SPS-", "W", StringComparison.Ordinal);
    }

    private static SortedDictionary<string, byte[]> ReadFiles()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var number = 0;
        foreach (var path in Directory.EnumerateFiles(TestData.Path("worklists"), "*.dump").Order(StringComparer.Ordinal))
        {
            var dataSet = WorklistDump.ToDataSet(File.ReadAllBytes(path));
            files.Add(Path.GetFileNameWithoutExtension(path), WorklistDump.ToFile(dataSet, ++number));
        }

        return files;
    }
}
