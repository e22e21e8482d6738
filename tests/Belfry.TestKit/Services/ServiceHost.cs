using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.TestKit;

/// <summary>The services as the server puts them together, in memory, for a test to associate with.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    private readonly InMemoryListener _listener;

    /// <param name="worklist">Answers worklist queries; null serves none.</param>
    /// <param name="options">Options of C-FIND.</param>
    /// <param name="permissions">Who may ask; anyone by default.</param>
    /// <param name="logger">Where the services log.</param>
    /// <param name="find">Answers Query/Retrieve queries; null serves none.</param>
    /// <param name="builtIn">What that handler may ask.</param>
    public ServiceHost(
        IWorklistHandler? worklist, FindOptions? options = null, DicomPermissions? permissions = null, ILogger? logger = null,
        IFindHandler? find = null, IFindHandler? builtIn = null)
    {
        List<ServiceRoute> routes = [ServiceRoute.Verification];
        foreach (var model in find is null ? [] : Enum.GetValues<QueryRetrieveModel>())
        {
            var chosen = options ?? FindOptions.Default;
            var provider = FindProvider.ForQueryRetrieve(find!, builtIn, model, chosen, logger ?? NullLogger.Instance, TimeProvider.System);
            routes.Add(ServiceRoute.Find(model, provider, chosen.Granted));
        }

        if (worklist is not null)
        {
            routes.Add(ServiceRoute.Worklist(
                FindProvider.ForWorklist(worklist, options ?? FindOptions.Default, logger ?? NullLogger.Instance, TimeProvider.System)));
        }

        Policy = new ServicePolicy(new ServiceRoutes(permissions ?? OpenToAll, routes));
        _listener = new InMemoryListener(Policy, Policy);
    }

    /// <summary>Permissions that let anyone do anything.</summary>
    public static DicomPermissions OpenToAll { get; } = new()
    {
        LocalAETitle = AETitle.Parse("BELFRY"),
        AllowedToAnyone = new HashSet<ServiceKind>(Enum.GetValues<ServiceKind>()),
    };

    /// <summary>The policy in force.</summary>
    public ServicePolicy Policy { get; }

    /// <summary>Associates for verification and worklists.</summary>
    public async Task<Association> AssociateAsync(string calling = "MODALITY", string called = "BELFRY", params DicomUid[] transferSyntaxes)
    {
        var request = AssociationRequest.Create(
            AETitle.Parse(calling), AETitle.Parse(called), [Uids.Verification, Uids.ModalityWorklistInformationModelFind], transferSyntaxes);
        var transport = _listener.ConnectTransport(peerAddress: new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
        return await new AssociationRequestor().RequestAsync(transport, request).ConfigureAwait(false);
    }

    /// <summary>Associates for a Query/Retrieve model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="negotiation">The bytes of extended negotiation; null proposes none.</param>
    public async Task<Association> AssociateAsync(QueryRetrieveModel model, byte[]? negotiation = null)
    {
        var sopClass = QueryRetrieveSopClasses.Find(model);
        var request = AssociationRequest.Create(AETitle.Parse("WORKSTATION"), AETitle.Parse("BELFRY"), [Uids.Verification, sopClass]);
        if (negotiation is not null)
            request = request with { ExtendedNegotiations = [new SopClassExtendedNegotiation(sopClass, negotiation)] };
        var transport = _listener.ConnectTransport(peerAddress: new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
        return await new AssociationRequestor().RequestAsync(transport, request).ConfigureAwait(false);
    }

    /// <summary>Asks a Query/Retrieve query and gives all responses.</summary>
    public static async Task<List<DimseReply>> FindAsync(
        Association association, QueryRetrieveModel model, IDataSetSource identifier, CancellationToken cancellation = default)
    {
        List<DimseReply> replies = [];
        await foreach (var reply in association.InvokeAsync(new CFindRequest(QueryRetrieveSopClasses.Find(model)), identifier, cancellation).ConfigureAwait(false))
            replies.Add(reply);
        return replies;
    }

    /// <summary>Asks a worklist query and gives all responses.</summary>
    public static async Task<List<DimseReply>> FindAsync(Association association, IDataSetSource identifier, CancellationToken cancellation = default)
    {
        List<DimseReply> replies = [];
        var request = new CFindRequest(Uids.ModalityWorklistInformationModelFind);
        await foreach (var reply in association.InvokeAsync(request, identifier, cancellation).ConfigureAwait(false))
            replies.Add(reply);
        return replies;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
