using Belfry.Dicom;

namespace Belfry.Server.Configuration;

/// <summary>Values that are allowed, one by one, and make no sense: they are warned of at start.</summary>
internal static class SenselessSettings
{
    // The names are stored with jobs: they never change.
    private static readonly string[] _kinds = ["DicomGetScu", "DicomModalityStore", "DicomMoveScu", "IndexRebuild", "StorageCommitmentScp"];

    /// <summary>What is doubtful, in words.</summary>
    public static IEnumerable<string> Find(ServerConfiguration configuration)
    {
        var acceptance = configuration.Archive.Acceptance;
        if (configuration.Archive.Enabled && !TransferSyntax.All.Any(syntax => acceptance.AcceptsTransferSyntax(syntax.Uid)))
            yield return "\"AcceptedTransferSyntaxes\" names no transfer syntax that is known: nothing can be stored.";
        if (configuration.Archive.Enabled && !StorageSopClass.All().Any(sopClass => acceptance.AcceptsSopClass(sopClass.Uid)))
            yield return "\"AcceptedSopClasses\" and \"RejectedSopClasses\" leave no SOP class that is known: nothing can be stored.";
        foreach (var kind in configuration.Jobs.ConcurrencyOfKinds.Keys.Except(_kinds))
            yield return $"\"Belfry.ConcurrentJobsOfKinds\" names \"{kind}\", which is no kind of job; there are {string.Join(", ", _kinds)}.";
    }
}
