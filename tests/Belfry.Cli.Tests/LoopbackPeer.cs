using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Cli.Tests;

/// <summary>A peer for the tool to call: verification, and worklists by a handler, on a free port of loopback.</summary>
internal sealed class LoopbackPeer : IAsyncDisposable
{
    private readonly DicomListener _listener;

    private readonly Routes _routes;

    private LoopbackPeer(DicomListener listener, Routes routes) => (_listener, _routes) = (listener, routes);

    /// <summary>The association that the last operation came by.</summary>
    public Association? LastAssociation => _routes.Last;

    public string Address => $"127.0.0.1:{_listener.LocalEndPoint?.Port}";

    /// <summary>An address of loopback where nobody listens.</summary>
    public static string Nobody => $"127.0.0.1:{FreePort.Take()}";

    public static async Task<LoopbackPeer> StartAsync(
        IWorklistHandler? worklist = null, DicomPermissions? permissions = null, TlsSettings? tls = null)
    {
        List<ServiceRoute> routes = [ServiceRoute.Verification];
        if (worklist is not null)
            routes.Add(ServiceRoute.Worklist(FindProvider.ForWorklist(worklist, FindOptions.Default, NullLogger.Instance, TimeProvider.System)));
        var policy = new ServicePolicy(new ServiceRoutes(permissions ?? ServiceHost.OpenToAll, routes));
        var watched = new Routes(policy);
        IPEndPoint[] endPoints = [new IPEndPoint(IPAddress.Loopback, 0)];
        var options = tls is null
            ? new DicomListenerOptions { EndPoints = endPoints }
            : new DicomListenerOptions { EndPoints = [], TlsEndPoints = endPoints, Tls = () => tls };
        var listener = new DicomListener(options, policy, watched);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return new LoopbackPeer(listener, watched);
    }

    /// <summary>A worklist item with one step.</summary>
    public static DicomDataSet Item(string name, string id, string modality) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 192" },
        { Tags.AccessionNumber, "A-" + id },
        { Tags.PatientName, name },
        { Tags.PatientID, id },
        { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, modality } } },
    };

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private sealed class Routes(IDimseRoutes routes) : IDimseRoutes
    {
        public Association? Last { get; private set; }

        public IDimseService? Find(Association association, PresentationContext context, DimseRequest request)
        {
            Last = association;
            return routes.Find(association, context, request);
        }

        public bool Fits(PresentationContext context, DicomUid sopClassUid) => routes.Fits(context, sopClassUid);

        public DimseResponse MapFault(DimseOperation operation, Exception exception) => routes.MapFault(operation, exception);

        public bool IsExpectedFault(Exception exception) => routes.IsExpectedFault(exception);
    }
}
