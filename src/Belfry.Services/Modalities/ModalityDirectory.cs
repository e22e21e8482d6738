using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>The known modalities, for plugins and REST. Thread-safe.</summary>
public sealed class ModalityDirectory : IModalities
{
    private readonly Func<DicomPermissions> _permissions;
    private readonly ModalityTerms _terms;

    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="connector">Makes the associations.</param>
    /// <param name="options">Time-outs, and whether instances are converted.</param>
    /// <param name="clock">Time of what is waited for.</param>
    /// <param name="logger">Told of requests that fail.</param>
    public ModalityDirectory(
        Func<DicomPermissions> permissions, IModalityConnector connector, StoreScuOptions options, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        _permissions = permissions;
        _terms = new ModalityTerms(connector, options, clock, logger);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. _permissions().Modalities.Select(static modality => modality.Name).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IModality? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = _permissions();
        return Make(known, known.Modalities.FirstOrDefault(modality => modality.Name == name));
    }

    /// <inheritdoc/>
    public IModality? Find(AETitle title)
    {
        var known = _permissions();
        return Make(known, title.IsEmpty ? null : known.FindDestination(title));
    }

    /// <summary>The entry of a modality, with what one request wants to be different; null when there is none of the name.</summary>
    public RemoteModality? FindEntry(ModalityChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return choice.Find(_permissions());
    }

    /// <summary>A modality that need not be known.</summary>
    public IModality Of(RemoteModality modality)
    {
        ArgumentNullException.ThrowIfNull(modality);
        return new ModalityClient(modality, _permissions().LocalAETitle, _terms);
    }

    /// <summary>Asks for storage commitment; returns when the request is accepted.</summary>
    internal ValueTask CommitAsync(RemoteModality remote, CommitmentAction action, IDimseRoutes reports, CancellationToken cancellation) =>
        new ModalityClient(remote, _permissions().LocalAETitle, _terms).CommitAsync(action, reports, cancellation);

    private ModalityClient? Make(DicomPermissions known, RemoteModality? modality) =>
        modality is null ? null : new ModalityClient(modality, known.LocalAETitle, _terms);
}
