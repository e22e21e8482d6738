using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Sdk.Testing;
using Belfry.Services;

namespace Belfry.Soak;

/// <summary>One peer: one association after another, and on each what chance wants. What it stored it remembers, and asks for.</summary>
internal sealed partial class SoakPeer(SoakServer server, SoakTally tally, CommitmentReports reports, Func<bool> isDisturbed, int number, int seed)
{
    private const int StudiesOfAPeer = 20;

    // How long a peer thinks, at most, so that the archive does not outgrow the disk.
    private const int LongestThought = 100;

    private static readonly ScuOptions _options = new() { CallingAETitle = AETitle.Parse("SOAK"), CalledAETitle = AETitle.Parse("BELFRY") };

    private readonly Random _random = new(seed);
    private readonly Dictionary<int, List<SoakInstance>> _stored = [];
    private int _instances;

    private int AnyStudy => (number * StudiesOfAPeer) + _random.Next(StudiesOfAPeer);

    /// <summary>Until told to stop. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var before = isDisturbed();
            try
            {
                await (_random.Next(20) switch
                {
                    0 => FallSilentAsync(stop),
                    1 => BreakOffStoreAsync(stop),
                    2 => FindSlowlyAsync(stop),
                    3 => StopReadingAsync(stop),
                    4 or 5 => GetAsync(TimeSpan.Zero, stop),
                    6 => GetAsync(TimeSpan.FromMilliseconds(20), stop),
                    7 or 8 => CommitAsync(stop),
                    _ => AssociateAsync(stop),
                });
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is AssociationException or IOException or SocketException or DimseStatusException or CommitmentRefusedException or FindFailedException)
            {
                // Who was being served when the server was ended hears of it, now or in a while.
                if (!before && !isDisturbed() && !stop.IsCancellationRequested)
                    tally.Fault($"peer {number}: {fault.GetType().Name}: {fault.Message}");
                tally.Broken();
                await Task.Delay(50 + _random.Next(200), CancellationToken.None);
            }
        }
    }

    private async Task AssociateAsync(CancellationToken stop)
    {
        await using var scu = await Scu.ConnectAsync("127.0.0.1", server.Port, _options, stop);
        for (var i = _random.Next(1, 10); i > 0 && !stop.IsCancellationRequested; i--)
        {
            await Task.Delay(_random.Next(LongestThought), stop);
            switch (_random.Next(12))
            {
                case < 2:
                    Expect(await scu.EchoAsync(stop), "echoes", stop);
                    break;
                case < 6:
                    await StoreAsync(scu, stop);
                    break;
                case 6:
                    Expect((await scu.FindAsync(Keys(SoakInstance.StudyUid(AnyStudy)), cancellation: stop)).Status, "finds", stop);
                    break;
                case 7:
                    // Answers that are given up after the first.
                    await scu.FindAsync(Keys(""), cancelAfter: 1, cancellation: stop);
                    tally.Done("cancelled finds");
                    break;
                case 8:
                    Expect((await scu.FindWorklistAsync(new DicomDataSet { { Tags.PatientName, "*" } }, cancellation: stop)).Status, "worklists", stop);
                    break;
                case 9:
                    await MoveAsync(scu, stop);
                    break;
                case 10:
                    await scu.MoveAsync(AETitle.Parse("SINK"), Keys(SoakInstance.StudyUid(AnyStudy)), cancelAfter: 1, cancellation: stop);
                    tally.Done("cancelled moves");
                    break;
                default:
                    scu.Abort();
                    tally.Done("aborts");
                    return;
            }
        }
    }

    private async Task StoreAsync(Scu scu, CancellationToken stop)
    {
        var instance = new SoakInstance(AnyStudy, ++_instances);
        var result = await scu.StoreAsync(instance.MakeDataSet(), stop);
        if (result.IsSuccess)
            Keep(instance);
        else if (!isDisturbed() && !stop.IsCancellationRequested)
            tally.Fault($"peer {number}: C-STORE {result.Status}: {result.ErrorComment}");
        tally.Done("stores");
    }

    private async Task MoveAsync(Scu scu, CancellationToken stop)
    {
        var study = AnyStudy;
        var expected = StoredOf(study).Count;
        var result = await scu.MoveAsync(AETitle.Parse("SINK"), Keys(SoakInstance.StudyUid(study)), cancellation: stop);
        if (result.IsSuccess && result.Completed < expected)
            tally.Fault($"peer {number}: a move of {expected} instances sent {result.Completed}.");
        Expect(result.Status, "moves", stop);
    }

    // An association that ends with the response has its report on another, which the server makes.
    private async Task CommitAsync(CancellationToken stop)
    {
        var references = StoredOf(AnyStudy).TakeLast(10).Select(static instance => instance.Reference).ToList();
        if (references.Count == 0)
            return;
        var action = new CommitmentAction(new RandomUidGenerator().Next(), references);
        reports.Expect(action.TransactionUid);
        var association = await RequestAsync(null, StorageCommitmentScu.CreateRequest(_options.CallingAETitle, _options.CalledAETitle, reports), stop);
        await using (association)
        {
            await StorageCommitmentScu.RequestAsync(association, action, stop);
            var report = ReportAsync(action);
            tally.Transactions.Enqueue(report);
            tally.Done("commitments");
            if (_random.Next(2) == 0)
                await Task.WhenAny(report, association.Completion);
            if (_random.Next(3) == 0)
                association.Abort();
            else if (association.EndReason == AssociationEndReason.None)
                await association.ReleaseAsync(stop);
        }
    }

    private async Task<string?> ReportAsync(CommitmentAction action)
    {
        var report = await reports.WaitAsync(action.TransactionUid, Timeout.InfiniteTimeSpan);
        return report.Failed.Count == 0 && report.Committed.Count == action.References.Count
            ? null
            : $"peer {number}: of {action.References.Count} instances that were stored {report.Committed.Count} are committed.";
    }

    // Begins a request and says no more.
    private async Task FallSilentAsync(CancellationToken stop)
    {
        using var socket = await ReluctantTransport.ConnectAsync(server.Port, stop);
        await socket.SendAsync(new byte[] { 1, 0, 0, 0, 1, 0 }, stop);
        await Task.Delay(_random.Next(500), stop);
        tally.Done("silent connections");
    }

    private void Keep(SoakInstance instance)
    {
        StoredOf(instance.Study).Add(instance);
        tally.Keep(instance);
    }

    private List<SoakInstance> StoredOf(int study)
    {
        if (!_stored.TryGetValue(study, out var instances))
            _stored.Add(study, instances = []);
        return instances;
    }

    private void Expect(DimseStatus status, string what, CancellationToken stop)
    {
        // At the end of all, what runs is cancelled.
        if (status != DimseStatus.Success && !isDisturbed() && !stop.IsCancellationRequested)
            tally.Fault($"peer {number}: {what}: {status}");
        tally.Done(what);
    }

    /// <summary>The identifier of a study, or of all.</summary>
    public static DicomDataSet Keys(string study) => new()
    {
        { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, study }, { Tags.PatientID, "" }, { Tags.StudyDescription, "" }, { Tags.NumberOfStudyRelatedInstances, "" },
    };
}
