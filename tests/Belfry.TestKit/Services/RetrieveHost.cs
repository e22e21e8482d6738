using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.TestKit;

/// <summary>C-MOVE and C-GET as the server puts them together, in memory, with the modalities that instances may be moved to.</summary>
public sealed class RetrieveHost : IAsyncDisposable
{
    private readonly InMemoryListener _listener;

    /// <param name="handler">Says which instances are meant.</param>
    /// <param name="modalities">Where they may go.</param>
    /// <param name="options">Options of both services.</param>
    /// <param name="store">Finds stored instances.</param>
    /// <param name="clock">Time of both services.</param>
    /// <param name="logger">Where both log.</param>
    public RetrieveHost(
        IRetrieveHandler handler, InMemoryModalities? modalities = null, RetrieveOptions? options = null, IInstanceStore? store = null,
        TimeProvider? clock = null, ILogger? logger = null)
    {
        Modalities = modalities ?? new InMemoryModalities();
        options ??= RetrieveOptions.Default;
        clock ??= TimeProvider.System;
        logger ??= NullLogger.Instance;
        var sources = new RetrieveSources(handler, null, store);
        var move = new MoveProvider(sources, Modalities, options, logger, clock);
        var get = new GetProvider(sources, options, logger, clock);
        Policy = new ServicePolicy(new ServiceRoutes(
            ServiceHost.OpenToAll with { Modalities = Modalities.All },
            [
                ServiceRoute.Verification, .. Enum.GetValues<QueryRetrieveModel>().Select(model => ServiceRoute.Move(model, move)),
                .. Enum.GetValues<QueryRetrieveModel>().Select(model => ServiceRoute.Get(model, get)),
            ]));
        _listener = new InMemoryListener(Policy, Policy);
    }

    public InMemoryModalities Modalities { get; }

    public ServicePolicy Policy { get; }

    /// <summary>Connects a peer that the test plays.</summary>
    public ScriptedPeer Connect() => _listener.Connect();

    /// <summary>Associates for C-MOVE and C-GET of both roots, and for C-STORE of the SOP classes, which <paramref name="routes"/> performs.</summary>
    public async Task<Association> AssociateAsync(IDimseRoutes? routes = null, params DicomUid[] sopClasses)
    {
        DicomUid[] abstractSyntaxes =
        [
            Uids.PatientRootQueryRetrieveInformationModelMove, Uids.StudyRootQueryRetrieveInformationModelMove,
            Uids.PatientStudyOnlyQueryRetrieveInformationModelMove, Uids.StudyRootQueryRetrieveInformationModelGet, Uids.Verification, .. sopClasses,
        ];
        var request = AssociationRequest.Create(AETitle.Parse("WORKSTATION"), AETitle.Parse("BELFRY"), abstractSyntaxes) with
        {
            Routes = routes,
            RoleSelections = [.. sopClasses.Select(sopClass => new RoleSelection(sopClass, false, true))],
        };
        var transport = _listener.ConnectTransport(peerAddress: new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
        return await new AssociationRequestor().RequestAsync(transport, request).ConfigureAwait(false);
    }

    /// <summary>Moves, and gives all responses.</summary>
    public static async Task<List<DimseReply>> MoveAsync(
        Association association, string destination, DicomDataSet? identifier = null, DicomUid? model = null, CancellationToken cancellation = default)
    {
        List<DimseReply> replies = [];
        var request = new CMoveRequest(model ?? Uids.StudyRootQueryRetrieveInformationModelMove, AETitle.Parse(destination));
        await foreach (var reply in association.InvokeAsync(request, identifier ?? Study(), cancellation).ConfigureAwait(false))
            replies.Add(reply);
        return replies;
    }

    /// <summary>Gets, and gives all responses.</summary>
    public static async Task<List<DimseReply>> GetAsync(Association association, DicomDataSet? identifier = null, CancellationToken cancellation = default)
    {
        List<DimseReply> replies = [];
        var request = new CGetRequest(Uids.StudyRootQueryRetrieveInformationModelGet);
        await foreach (var reply in association.InvokeAsync(request, identifier ?? Study(), cancellation).ConfigureAwait(false))
            replies.Add(reply);
        return replies;
    }

    /// <summary>An identifier of one study.</summary>
    public static DicomDataSet Study() => new() { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "1.2.3" } };

    /// <summary>An instance in memory.</summary>
    public static InstanceSource Instance(int number, TransferSyntax? transferSyntax = null, DicomUid? sopClass = null, int length = 256)
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, sopClass ?? Uids.CTImageStorage },
            { Tags.SOPInstanceUID, $"1.2.3.4.{number}" },
            { Tags.PatientID, $"P{number}" },
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.InstanceNumber, number },
            { Tags.BitsAllocated, 16 },
        };
        dataSet.Set(Tags.PixelData, VR.OW, RawDataSet.Counting(length).Bytes);
        return InstanceSource.FromDataSet(dataSet, transferSyntax);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await Modalities.DisposeAsync().ConfigureAwait(false);
    }
}
