using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Server.Logging;
using Belfry.Services;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>What REST changes of the settings in force: associations and requests that begin afterwards are served by them.</summary>
/// <param name="settings">What is in force.</param>
/// <param name="archive">Reads files by the default character set; null without an archive.</param>
/// <param name="log">The parts of the log; those of one that nobody reads where lines go elsewhere.</param>
internal sealed class RuntimeSettings(SettingsInForce settings, DicomArchive? archive, LogParts log) : IRuntimeSettings
{
    /// <inheritdoc/>
    public string DefaultEncoding =>
        EncodingNames.Terms.First(pair => pair.Value.SequenceEqual(settings.Current.Matching.DefaultCharacterSet)).Key;

    /// <inheritdoc/>
    public bool AcceptsUnknownSopClasses
    {
        get => Acceptance.UnknownSopClasses;
        set => Change(acceptance => acceptance with { UnknownSopClasses = value });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> AcceptedTransferSyntaxes =>
        [.. TransferSyntax.All.Select(static syntax => syntax.Uid).Where(Acceptance.AcceptsTransferSyntax).Select(static uid => uid.Value).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<string> LogCategories => LogParts.Names;

    private StorageAcceptance Acceptance => settings.Current.Archive.Acceptance;

    /// <inheritdoc/>
    public bool TrySetDefaultEncoding(string name)
    {
        if (!EncodingNames.Terms.TryGetValue(name, out var terms))
            return false;
        if (archive is not null)
            archive.Index.DefaultCharacterSet = SpecificCharacterSet.For(terms);
        settings.Change(current => current with { Matching = current.Matching with { DefaultCharacterSet = terms } });
        return true;
    }

    /// <inheritdoc/>
    public void SetAcceptedTransferSyntaxes(IReadOnlyList<string> patterns) =>
        Change(acceptance => acceptance with { TransferSyntaxes = patterns, RejectedTransferSyntaxes = new HashSet<DicomUid>() });

    /// <inheritdoc/>
    public string GetLogLevel(string? category) => log.Get(category);

    /// <inheritdoc/>
    public bool TrySetLogLevel(string? category, string level) => log.TrySet(category, level);

    private void Change(Func<StorageAcceptance, StorageAcceptance> change) =>
        settings.Change(current => current with { Archive = current.Archive with { Acceptance = change(current.Archive.Acceptance) } });
}
