using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;
using Belfry.Web;

namespace Belfry.Console.Tests;

/// <summary>A listener in memory that is recorded, with a service that answers C-FIND by a worklist item each.</summary>
internal sealed class RecorderBench : IAsyncDisposable
{
    private readonly InMemoryListener _listener;
    private readonly ToldObserver _told;

    public RecorderBench(TrafficOptions? options = null)
    {
        Recorder = new TrafficRecorder(TimeProvider.System, options);
        _told = new ToldObserver(Recorder);
        _listener = new InMemoryListener(observer: _told);
        _listener.Routes.Handle = async operation =>
        {
            for (var i = 0; i < Answers; i++)
                await operation.RespondAsync(CFindResponse.Pending, Answer(i));
            await operation.RespondAsync(operation.Request.CreateResponse(FinalStatus, FinalStatus == DimseStatus.Success ? null : "What went wrong"));
        };
    }

    public TrafficRecorder Recorder { get; }

    public int Answers { get; set; } = 2;

    public DimseStatus FinalStatus { get; set; } = DimseStatus.Success;

    public TestPolicy Policy => _listener.Policy;

    public TestRoutes Routes => _listener.Routes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static DicomDataSet Query(string name = "Doe^Jane") => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 192" },
        { Tags.PatientName, name },
        { Tags.PatientID, "" },
        { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "CT" }, { Tags.ScheduledPerformingPhysicianName, "Strange^Stephen" } } },
    };

    public static DicomDataSet Answer(int number) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 192" },
        { Tags.PatientName, "Doe^Jane" },
        { Tags.PatientID, $"P{number}" },
    };

    public ValueTask<Association> ConnectAsync(UserIdentity? identity = null, IAssociationObserver? observer = null) => new AssociationRequestor(observer: observer).RequestAsync(
        _listener.ConnectTransport(),
        AssociationRequest.Create(AETitle.Parse("CT1"), AETitle.Parse("BELFRY"), [Uids.Verification, Uids.ModalityWorklistInformationModelFind]) with { UserIdentity = identity },
        Token);

    /// <summary>Asks on an association of its own, and waits until all is over on the listener's side too.</summary>
    public async Task FindAsync(DicomDataSet? query = null)
    {
        await using var association = await ConnectAsync();
        await association.InvokeAsync(new CFindRequest(Uids.ModalityWorklistInformationModelFind), query ?? Query(), Token).ToListAsync(Token);
        await association.ReleaseAsync(Token);
        await EndAsync();
    }

    public async Task EchoAsync(int times = 1)
    {
        await using var association = await ConnectAsync();
        for (var i = 0; i < times; i++)
            await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).ToListAsync(Token);
        await association.ReleaseAsync(Token);
        await EndAsync();
    }

    /// <summary>Waits until the listener has no association and no operation: a peer that has its response may be gone before the handler is.</summary>
    public Task EndAsync() => UntilAsync(
        () => Recorder.Associations().TrueForAll(static facts => facts.End is not null) && Recorder.Operations().TrueForAll(static facts => facts.Elapsed is not null));

    /// <summary>Waits until the recorder knows something.</summary>
    public Task UntilAsync(Func<bool> condition) => _told.UntilAsync(condition);

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        Recorder.Dispose();
    }
}
