using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>All targets by name; a new parser adds its own here.</summary>
public static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new SortedDictionary<string, FuzzTarget>(StringComparer.Ordinal)
    {
        ["dataset-ile"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.ImplicitVRLittleEndian)),
        ["dataset-ele"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.ExplicitVRLittleEndian)),
        ["dataset-ebe"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.ExplicitVRBigEndian)),
        ["dataset-deflated"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.DeflatedExplicitVRLittleEndian)),
        ["file"] = new("file", FileTarget.Run),
    };

    /// <summary>Runs every target over its corpus.</summary>
    /// <returns>Number of inputs.</returns>
    public static int Replay(string corpus)
    {
        var count = 0;
        foreach (var (name, target) in All)
        {
            var folder = Path.Combine(corpus, target.Corpus);
            foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
            {
                try
                {
                    target.Run(File.ReadAllBytes(path));
                }
                catch (Exception fault)
                {
                    throw new InvalidOperationException($"{name} fails on {Path.GetFileName(path)}", fault);
                }

                count++;
            }
        }

        return count;
    }
}
