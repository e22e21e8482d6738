using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>All targets by name; a new parser adds its own here.</summary>
public static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new SortedDictionary<string, FuzzTarget>(StringComparer.Ordinal)
    {
        ["acceptor"] = new("acceptor", AcceptorTarget.Run) { Mutator = AssociationMutator.Mutate },
        ["associate-accept"] = new("associate-accept", AssociatePduTarget.RunAccept),
        ["associate-request"] = new("associate-request", AssociatePduTarget.RunRequest),
        ["charset"] = new("charset", CharacterSetTarget.Run),
        ["command"] = new("command", CommandSetTarget.Run),
        ["commitment"] = new("commitment", CommitmentTarget.Run),
        ["configuration"] = new("configuration", ConfigurationTarget.Run),
        ["dataset-ile"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.ImplicitVRLittleEndian)),
        ["dataset-ele"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.ExplicitVRLittleEndian)),
        ["dataset-ebe"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.ExplicitVRBigEndian)),
        ["dataset-deflated"] = new("dataset", bytes => DataSetTarget.Run(bytes, TransferSyntax.DeflatedExplicitVRLittleEndian)),
        ["file"] = new("file", FileTarget.Run),
        ["header-ile"] = new("dataset", bytes => HeaderTarget.Run(bytes, TransferSyntax.ImplicitVRLittleEndian)),
        ["header-ele"] = new("dataset", bytes => HeaderTarget.Run(bytes, TransferSyntax.ExplicitVRLittleEndian)),
        ["header-ebe"] = new("dataset", bytes => HeaderTarget.Run(bytes, TransferSyntax.ExplicitVRBigEndian)),
        ["header-deflated"] = new("dataset", bytes => HeaderTarget.Run(bytes, TransferSyntax.DeflatedExplicitVRLittleEndian)),
        ["isolation"] = new("isolation", IsolationTarget.Run),
        ["json"] = new("json", DicomJsonTarget.Run),
        ["pdu"] = new("pdu", PduTarget.Run),
        ["plugin-json"] = new("plugin-json", PluginJsonTarget.Run),
        ["query-keys"] = new("query-keys", QueryKeysTarget.Run),
        ["rest"] = new("rest", RestTarget.Run),
    };

    /// <summary>Runs every target over its corpus.</summary>
    /// <returns>Number of inputs.</returns>
    public static int Replay(string corpus)
    {
        var count = 0;
        foreach (var name in All.Keys)
            count += Replay(name, corpus);
        return count;
    }

    /// <summary>Runs one target over its corpus.</summary>
    /// <returns>Number of inputs.</returns>
    /// <exception cref="InvalidOperationException">An input is a finding, or there is none.</exception>
    public static int Replay(string name, string corpus)
    {
        var target = All[name];
        var folder = Path.Combine(corpus, target.Corpus);
        string[] inputs = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        if (inputs.Length == 0)
            throw new InvalidOperationException($"{name} has no corpus in {folder}");
        foreach (var path in inputs)
        {
            try
            {
                target.Run(File.ReadAllBytes(path));
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"{name} fails on {Path.GetFileName(path)}", fault);
            }
        }

        return inputs.Length;
    }
}
