using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Server.Configuration;
using Belfry.Services;

namespace Belfry.Server.Composition;

/// <content>The DICOM port, and who may use it.</content>
internal sealed partial class BelfryServer
{
    private DicomPermissions GetPermissions() => _settings.Current.Permissions;

    private bool IsKnownPeer(AETitle title) => GetPermissions().FindDestination(title) is not null;

    [MemberNotNull(nameof(_known), nameof(_peers))]
    private void CreateModalities()
    {
        if (_configuration.Permissions.CheckModalityHost)
            _addresses = new ModalityAddresses(_configuration.Permissions.Modalities, Dns.GetHostAddressesAsync, _clock, _logger);
        _peers = new KnownPeers(_configuration.Peers, _configuration.PeersInDatabase ? _archive?.Index.Registry : null);
        _known = new KnownModalities(
            _settings,
            _configuration.ModalitiesInDatabase ? _archive?.Index.Registry : null,
            (modality, token) => _addresses?.ResolveAsync(modality, token) ?? Task.FromResult(modality));
    }

    private async Task LoadModalitiesAsync(CancellationToken cancellation)
    {
        if (_known is null || _peers is null)
            return;
        await _peers.LoadAsync(cancellation);
        foreach (var problem in await _known.LoadAsync(cancellation))
            LogDoubtful(problem);
        if (_addresses is not { } addresses)
            return;
        _settings.Follow(configuration => addresses.Replace(configuration.Permissions.Modalities));
        await addresses.StartAsync(
            found => _settings.Change(current => current with
            {
                Permissions = current.Permissions with
                {
                    Modalities = [.. current.Permissions.Modalities.Select(modality => ModalityAddresses.WithAddressOf(modality, found))],
                },
            }),
            cancellation);
    }

    private ConnectionRoom FindRoom() => ConnectionRoom.Find(
        ConnectionRoom.OpenFiles(),
        DicomServices.CreateListenerOptions(_configuration.Dicom, certificates: null).MaxConnections,
        _configuration.Http.Enabled ? _configuration.Http.MaxConnections : 1,
        _logger);

    private async Task StartDicomAsync(PluginSet plugins, ConnectionRoom room, CancellationToken cancellation)
    {
        var handlers = HandlersOf(plugins, _archive) with { MovesAsJobs = _moves?.CreateProvider(Jobs) };
        ServiceRoutes Create(ServerConfiguration configuration) =>
            DicomServices.CreateRoutes(configuration, handlers, _commitment?.CreateProvider(Jobs), _commitmentRequests, _loggers, _clock);
        _settings.Follow(configuration =>
        {
            if (_policy is null)
                _policy = new ServicePolicy(Create(configuration));
            else
                _policy.Routes = Create(configuration);
        });
        var options = room.Fit(DicomServices.CreateListenerOptions(_configuration.Dicom, _certificates)) with { IsKnownPeer = IsKnownPeer };
        var listener = new DicomListener(options, _policy!, _policy!, _loggers, _clock, ObserverPair.Of(_traffic, _audit?.Associations));
        try
        {
            await listener.StartAsync(cancellation);
        }
        catch (SocketException fault)
        {
            await listener.DisposeAsync();
            throw PortProblem("DICOM", _configuration.Dicom.EndPoints[0].Port, "DicomPort", fault);
        }

        _dicom = listener;
    }

    private void LoadCertificates()
    {
        if (_configuration.Dicom.Tls is not { } settings)
            return;
        try
        {
            _certificates = TlsCertificates.Load(settings, _logger, _clock);
        }
        catch (ServerStartException fault) when (!_configuration.Dicom.IsTlsNeeded)
        {
            // Left over in a configuration without TLS; a modality that REST makes and wants TLS is told then.
            LogDoubtful(fault.Message);
        }
    }

    /// <summary>How TLS is spoken to a modality, whose certificate has to be its own.</summary>
    private TlsSettings TlsTowards(RemoteModality modality)
    {
        if (_certificates?.Current is not { Trusted: not null } settings)
            throw new AssociationException(AssociationEndReason.TlsFailed, $"{modality.Name} is called by TLS, and \"DicomTlsTrustedCertificates\" is not there to say whose certificate it may have.");
        return settings with { Check = peer => GetPermissions().FindFault(peer, modality) };
    }

    private DicomHandlers HandlersOf(PluginSet plugins, DicomArchive? archive) => new()
    {
        Outgoing = _outgoing,
        Worklists = plugins.Worklists,
        Finds = plugins.Choose("Query/Retrieve queries", plugins.Native?.FindHandler, ArchiveServices.BuiltIn(archive?.Find)),
        BuiltInFind = archive?.Find,
        Stores = plugins.Choose("C-STORE", native: null, ArchiveServices.BuiltIn(archive?.Store)),
        BuiltInStore = archive?.Store,
        Moves = plugins.Choose("C-MOVE", plugins.Native?.RetrieveHandler, ArchiveServices.BuiltIn(archive?.Retrieve)),
        Gets = plugins.Choose("C-GET", native: null, ArchiveServices.BuiltIn(archive?.Retrieve)),
        BuiltInRetrieve = archive?.Retrieve,
        Instances = archive?.Instances,
    };
}
