using System.Net.Sockets;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Orthanc;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <content>The HTTP port, and what is served there.</content>
internal sealed partial class BelfryServer
{
    private async Task StartHttpAsync(HttpListener http, CancellationToken cancellation)
    {
        try
        {
            await http.StartAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw PortProblem("HTTP", _configuration.Http.Port, "HttpPort", fault);
        }
    }

    private void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapSystem(GetFacts, IsHealthy, _metrics);
        routes.MapOpenApi(Version);
        if (_traffic is not null)
            routes.MapConsole(CreateConsole(_traffic));
        routes.MapTools(GetFacts, GetConformance, _configuration.LuaEnabled);
        routes.MapRuntimeSettings(new RuntimeSettings(_settings, _archive, _logParts));
        if (_peers is not null)
            routes.MapPeers(_peers);
        if (_jobs is not { } jobs || _retrieves is null)
            return;
        var remote = new RemoteRoutes(_modalities, GetPermissions, _retrieves, jobs, new RemoteOptions
        {
            KeptQueries = _configuration.QueryRetrieve.KeptQueries,
            EchoChecksFind = _configuration.QueryRetrieve.EchoChecksFind,
            RetrieveMethod = _configuration.QueryRetrieve.RetrieveMethod,
        });
        routes.MapModalities(remote);
        if (_known is not null)
            routes.MapModalityEditing(_known, remote);
        routes.MapQueries(remote);
        routes.MapRetrieving(remote);
        routes.MapDirectFind(_modalities);
        routes.MapJobs(jobs);
        routes.MapCommitmentHistory(new CommitmentHistory(jobs, _configuration.Jobs.IsSaved ? _archive?.Index.JobRecords : null));
        if (_archive is null)
            return;
        routes.MapReconstruct(jobs);
        var exports = new ExportRecorder(_configuration.LogsExports ? _archive.Index.Exports : null, _clock);
        if (_moves is not null)
            routes.MapSending(_archive, _modalities, _moves, jobs, exports);
        if (_peerJobs is not null)
            routes.MapPeerSending(_archive, _peerJobs, jobs, exports);
        if (_commitmentRequests is not null && _commitmentLog is not null)
            routes.MapCommitment(_archive, _modalities, _commitmentRequests, _commitmentLog);
        ArchiveRoutes.Map(routes, _archive, _settings, _clock);
    }

    private static PeerHttpOptions PeerOptionsOf(PluginHttpOptions options) =>
        new() { Timeout = options.Timeout, VerifiesServers = options.VerifiesServers, Proxy = options.Proxy };

    private ConsoleParts CreateConsole(TrafficRecorder traffic) => new()
    {
        Traffic = traffic,
        Clock = _clock,
        Facts = GetFacts,
        IsHealthy = IsHealthy,
        Permissions = GetPermissions,
        Plugins = () => ConsoleServices.Describe(_plugins, _faults),
        Worklists = ConsoleServices.WorklistsOf(_plugins),
        Matching = DicomServices.WorklistMatching(_configuration),
        Metrics = _metrics,
        StorageFolder = _archive is null ? null : _configuration.Archive.StorageFolder,
    };

    private SystemFacts GetFacts() => new()
    {
        Name = _configuration.Name,
        BelfryVersion = Version,
        DicomAet = _configuration.Permissions.LocalAETitle.Value,
        DicomPort = DicomEndPoints is [var first, ..] ? first.Port : 0,
        HttpPort = HttpPort ?? 0,
        Plugins = Plugins,
        Users = _configuration.Users,
        MainAttributes = _archive is null
            ? []
            : [.. Enum.GetValues<QueryRetrieveLevel>().Select(level => (IReadOnlyList<DicomTag>)
                [.. IndexedAttributes.MainOf(level), .. _configuration.Archive.ExtraAttributes.GetValueOrDefault(level, [])])],
        IsCompressed = _configuration.Archive.Options.Compresses,
        Overwrites = _configuration.Archive.Options.Overwrite != OverwritePolicy.Never,
        MaximumStorageSize = _configuration.Archive.MaximumStorageLength / (1024 * 1024),
        MaximumStorageMode = _configuration.Archive.MaximumStorageMode.ToString(),
        RetrieveMethod = _configuration.QueryRetrieve.RetrieveMethod,
    };

    private ConformanceFacts GetConformance()
    {
        var acceptance = _settings.Current.Archive.Acceptance;
        return new ConformanceFacts(
            Version, _configuration.Permissions.LocalAETitle, DicomEndPoints is [var first, ..] ? first.Port : 0, _configuration.Dicom.MaxPduLength)
        {
            TlsPort = DicomTlsEndPoints is [var tls, ..] ? tls.Port : null,
            Provided = [.. (_policy?.Routes.SopClasses ?? []).Order()],
            Used =
            [
                Uids.Verification, Uids.ModalityWorklistInformationModelFind, StorageCommitmentScu.SopClass,
                .. new[] { QueryRetrieveModel.PatientRoot, QueryRetrieveModel.StudyRoot }.SelectMany(static model =>
                    new[] { QueryRetrieveSopClasses.Find(model), QueryRetrieveSopClasses.Move(model), QueryRetrieveSopClasses.Get(model) }),
            ],
            Stored = _archive is null ? [] : [.. StorageSopClass.All().Select(static sopClass => sopClass.Uid).Where(acceptance.AcceptsSopClass)],
            TransferSyntaxes = [.. TransferSyntax.All.Select(static syntax => syntax.Uid).Where(acceptance.AcceptsTransferSyntax)],
        };
    }

    private bool IsHealthy() =>
        !_stopped && (!_configuration.Dicom.Enabled || _dicom is { IsListening: true }) && _archive?.Index.Fault is null;
}
