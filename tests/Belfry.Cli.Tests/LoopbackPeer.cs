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

    private LoopbackPeer(DicomListener listener) => _listener = listener;

    public string Address => $"127.0.0.1:{_listener.LocalEndPoint?.Port}";

    /// <summary>A port of loopback that nobody listens on any more.</summary>
    public static string Nobody
    {
        get
        {
            using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return listener.LocalEndpoint.ToString() ?? "";
        }
    }

    public static async Task<LoopbackPeer> StartAsync(IWorklistHandler? worklist = null, DicomPermissions? permissions = null)
    {
        List<ServiceRoute> routes = [ServiceRoute.Verification];
        if (worklist is not null)
            routes.Add(ServiceRoute.Worklist(FindProvider.ForWorklist(worklist, FindOptions.Default, NullLogger.Instance, TimeProvider.System)));
        var policy = new ServicePolicy(new ServiceRoutes(permissions ?? ServiceHost.OpenToAll, routes));
        var listener = new DicomListener(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, policy, policy);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return new LoopbackPeer(listener);
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
}
