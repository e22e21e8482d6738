using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.TestKit;

/// <summary>Modalities without ports: each is a listener in memory, or a peer that the test plays.</summary>
public sealed class InMemoryModalities : IModalityConnector, IAsyncDisposable
{
    private readonly Dictionary<AETitle, Func<ITransport>> _peers = [];
    private readonly List<InMemoryListener> _listeners = [];

    /// <summary>Limits of the associations that are made.</summary>
    public AssociationLimits Limits { get; init; } = AssociationLimits.Default;

    /// <summary>The requests made, in order.</summary>
    public List<AssociationRequest> Requests { get; } = [];

    /// <summary>Changes what the server knows of them.</summary>
    public Func<RemoteModality, RemoteModality> Adjust { get; set; } = static modality => modality;

    /// <summary>Each modality that can be reached, as the server knows it.</summary>
    public IReadOnlyList<RemoteModality> All =>
        [.. _peers.Keys.Select(title => Adjust(new RemoteModality { Name = title.Value, AETitle = title, Host = "memory", Port = 104 }))];

    /// <summary>Adds one that listens.</summary>
    public InMemoryListener Add(string title, Func<DimseOperation, ValueTask> handle)
    {
        var listener = new InMemoryListener(new TestRoutes { Handle = handle });
        _listeners.Add(listener);
        _peers.Add(AETitle.Parse(title), () => listener.ConnectTransport());
        return listener;
    }

    /// <summary>Adds one whose connections are made by the test, which plays the peer.</summary>
    public void Add(string title, Func<ITransport> connect) => _peers.Add(AETitle.Parse(title), connect);

    public async ValueTask<Association> ConnectAsync(RemoteModality modality, AssociationRequest request, CancellationToken cancellation)
    {
        Requests.Add(request);
        return await new AssociationRequestor(Limits).RequestAsync(_peers[modality.AETitle](), request, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            await listener.DisposeAsync().ConfigureAwait(false);
    }
}
