using System.Net;
using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.TestKit;

/// <summary>Storage commitment as SCP as the server puts it together, in memory. Several, one after the other, may use one job store: a server that starts anew.</summary>
public sealed class CommitmentHost : IAsyncDisposable
{
    private readonly InMemoryListener _listener;
    private readonly CommitmentServices _services;

    /// <param name="handlers">Who is asked, in order.</param>
    /// <param name="store">Where jobs are kept.</param>
    /// <param name="modalities">Who may be called.</param>
    /// <param name="options">Options.</param>
    /// <param name="clock">Time of jobs and services.</param>
    public CommitmentHost(
        IReadOnlyList<IStorageCommitmentHandler> handlers, IJobStore store, InMemoryModalities modalities, CommitmentOptions? options = null, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        Modalities = modalities;
        _services = new CommitmentServices(
            [.. handlers.Select((handler, i) => new CommitmentHandler(handler, null, $"handler {i}"))],
            () => Policy!.Routes.Permissions,
            modalities,
            options ?? CommitmentOptions.Default,
            clock,
            NullLogger.Instance);
        Jobs = new JobEngine(store, [_services.JobKind], new JobEngineOptions { HistorySize = 100 }, clock, new Random(1), NullLogger.Instance);
        Policy = new ServicePolicy(new ServiceRoutes(
            ServiceHost.OpenToAll with { Modalities = modalities.All },
            [ServiceRoute.Verification, ServiceRoute.StorageCommitment(_services.CreateProvider(Jobs))]));
        _listener = new InMemoryListener(Policy, Policy);
    }

    public InMemoryModalities Modalities { get; }

    public JobEngine Jobs { get; }

    public ServicePolicy Policy { get; }

    /// <summary>Starts the jobs.</summary>
    public async Task<CommitmentHost> StartAsync()
    {
        await Jobs.StartAsync(CancellationToken.None).ConfigureAwait(false);
        return this;
    }

    /// <summary>Connects a peer that the test plays.</summary>
    public ScriptedPeer Connect()
    {
        var peer = _listener.Connect();
        peer.Request = peer.Request with
        {
            CallingAETitle = "MODALITY",
            PresentationContexts = [new ProposedPresentationContext(1, CommitmentSopClass.PushModel, [Uids.ImplicitVRLittleEndian])],
        };
        return peer;
    }

    /// <summary>Associates as a modality that takes reports on this association by <paramref name="routes"/>.</summary>
    public async Task<Association> AssociateAsync(IDimseRoutes? routes = null, string calling = "MODALITY")
    {
        var request = AssociationRequest.Create(
            AETitle.Parse(calling), AETitle.Parse("BELFRY"), [Uids.Verification, CommitmentSopClass.PushModel]) with
        {
            Routes = routes,
        };
        var transport = _listener.ConnectTransport(peerAddress: new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
        return await new AssociationRequestor().RequestAsync(transport, request).ConfigureAwait(false);
    }

    /// <summary>Asks for the commitment of instances.</summary>
    public static async Task<DimseResponse> RequestAsync(Association association, CommitmentAction action, CancellationToken cancellation)
    {
        var request = new NActionRequest(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, CommitmentSopClass.RequestCommitment);
        await foreach (var reply in association.InvokeAsync(request, action, cancellation).ConfigureAwait(false))
            return reply.Response;
        throw new InvalidOperationException("No response.");
    }

    /// <summary>An action for instances numbered from 1.</summary>
    public static CommitmentAction Action(string transactionUid, int count) => new(
        new DicomUid(transactionUid), [.. Enumerable.Range(1, count).Select(number => Reference(number))]);

    /// <summary>A reference.</summary>
    public static ReferencedInstance Reference(int number) => new(Uids.CTImageStorage, new DicomUid($"1.2.3.4.{number}"));

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await Jobs.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await Jobs.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
    }
}
