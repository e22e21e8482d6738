using System.Diagnostics;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Soak;

/// <content>What needs an association of its own: C-GET, slow readers, and stores that are broken off.</content>
internal sealed partial class SoakPeer
{
    // The server's write time-out has 30 s.
    private const int LongestStandstill = 45;

    private static readonly AssociationRequestor _requestor = new(AssociationLimits.Default with { IdleTimeout = Timeout.InfiniteTimeSpan });

    /// <summary>C-GET of the Study Root model.</summary>
    public static CGetRequest Get { get; } = new(QueryRetrieveSopClasses.Get(QueryRetrieveModel.StudyRoot));

    private static DicomUid FindModel => QueryRetrieveSopClasses.Find(QueryRetrieveModel.StudyRoot);

    /// <summary>Makes an association for C-GET.</summary>
    public static ValueTask<Association> RequestGetAsync(int port, SoakGet receiver) => _requestor.RequestAsync("127.0.0.1", port, RequestForGet(receiver));

    private ValueTask<Association> RequestAsync(ITransport? transport, AssociationRequest request, CancellationToken stop) => transport is null
        ? _requestor.RequestAsync("127.0.0.1", server.Port, request, stop)
        : _requestor.RequestAsync(transport, request, stop);

    private async Task<ReluctantTransport> ConnectAsync(TimeSpan longestPause, long readsUpTo, long sendsUpTo, CancellationToken stop) =>
        new(await ReluctantTransport.ConnectAsync(server.Port, stop), new Random(_random.Next()))
        {
            LongestPause = longestPause,
            ReadsUpTo = readsUpTo,
            SendsUpTo = sendsUpTo,
        };

    private static AssociationRequest Request(params IReadOnlyList<DicomUid> sopClasses) => AssociationRequest.Create(_options.CallingAETitle, _options.CalledAETitle, sopClasses);

    private static AssociationRequest RequestForGet(SoakGet receiver) => Request(Get.AffectedSopClassUid, Uids.CTImageStorage) with
    {
        RoleSelections = [new RoleSelection(Uids.CTImageStorage, false, true)],
        Routes = receiver,
    };

    private async Task FindSlowlyAsync(CancellationToken stop)
    {
        var expected = tally.StudyCount;
        var transport = await ConnectAsync(TimeSpan.FromMilliseconds(20), long.MaxValue, long.MaxValue, stop);
        await using var association = await RequestAsync(transport, Request(FindModel), stop);
        var answers = 0;
        await foreach (var _ in FindScu.FindAsync(association, FindModel, Keys(""), stop))
            answers++;
        if (answers < expected && !stop.IsCancellationRequested)
            tally.Fault($"peer {number}: {answers} studies of {expected} were told of.");
        tally.Done("slow finds");
        await association.ReleaseAsync(stop);
    }

    // The server has to end it, or this side does, whoever is first.
    private async Task StopReadingAsync(CancellationToken stop)
    {
        var transport = await ConnectAsync(TimeSpan.Zero, _random.Next(500, 100_000), long.MaxValue, stop);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(TimeSpan.FromSeconds(_random.Next(LongestStandstill)));
        try
        {
            await using var association = await RequestAsync(transport, Request(FindModel), over.Token);
            await using (over.Token.Register(association.Abort))
            {
                await foreach (var _ in FindScu.FindAsync(association, FindModel, Keys(""), CancellationToken.None))
                    over.Token.ThrowIfCancellationRequested();
            }
        }
        catch (Exception fault) when (fault is AssociationException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
        }

        tally.Done("readers that stopped");
    }

    private async Task GetAsync(TimeSpan longestPause, CancellationToken stop)
    {
        var study = AnyStudy;
        var expected = StoredOf(study).ToList();
        var receiver = new SoakGet(tally, longestPause, _random.Next());
        var transport = longestPause > TimeSpan.Zero ? await ConnectAsync(longestPause, long.MaxValue, long.MaxValue, stop) : null;
        await using var association = await RequestAsync(transport, RequestForGet(receiver), stop);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var how = _random.Next(6);
        if (how == 0)
            receiver.OnInstance = cancel.Cancel;
        else if (how == 1)
            receiver.OnInstance = association.Abort;
        try
        {
            DimseReply? last = null;
            await foreach (var reply in association.InvokeAsync(Get, Keys(SoakInstance.StudyUid(study)), cancel.Token))
                last = reply;
            if (how > 1)
                Check(last, receiver.Received, expected, stop);
            tally.Done(how == 0 ? "cancelled gets" : longestPause > TimeSpan.Zero ? "slow gets" : "gets");
            if (association.EndReason == AssociationEndReason.None)
                await association.ReleaseAsync(stop);
        }
        catch (AssociationException) when (how == 1)
        {
            tally.Done("aborted gets");
        }
    }

    private void Check(DimseReply? last, IReadOnlyCollection<SoakInstance> received, List<SoakInstance> expected, CancellationToken stop)
    {
        if (isDisturbed() || stop.IsCancellationRequested)
            return;
        if (last?.Status != DimseStatus.Success)
            tally.Fault($"peer {number}: a get of {expected.Count} instances: {last?.Status}");
        else if (expected.Except(received).ToList() is { Count: > 0 } missing)
            tally.Fault($"peer {number}: {missing.Count} of {expected.Count} instances did not come, the first {missing[0].Uid}.");
    }

    // Somewhere in the middle of it the connection is gone. What was acknowledged all the same is kept.
    private async Task BreakOffStoreAsync(CancellationToken stop)
    {
        var instance = new SoakInstance(AnyStudy, ++_instances);
        var transport = await ConnectAsync(TimeSpan.Zero, long.MaxValue, _random.Next(300, 8000), stop);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await using var association = await RequestAsync(transport, Request(Uids.CTImageStorage), stop);
            await foreach (var reply in association.InvokeAsync(new CStoreRequest(Uids.CTImageStorage, instance.Uid), instance.MakeDataSet(), stop))
            {
                if (reply.Status == DimseStatus.Success)
                    Keep(instance);
            }
        }
        catch (AssociationException)
        {
            // As was meant.
            tally.Done(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1) ? "broken stores" : "broken stores that were noticed late");
        }
    }
}
