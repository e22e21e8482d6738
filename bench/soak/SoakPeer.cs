using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Sdk.Testing;

namespace Belfry.Soak;

/// <summary>One peer: one association after another, and on each what chance wants.</summary>
internal sealed class SoakPeer(SoakServer server, SoakTally tally, Func<bool> isDisturbed, int number, int seed)
{
    private const int StudiesOfAPeer = 20;

    private static readonly ScuOptions _options = new() { CallingAETitle = AETitle.Parse("SOAK"), CalledAETitle = AETitle.Parse("BELFRY") };

    private readonly Random _random = new(seed);
    private int _instances;

    /// <summary>Until told to stop. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (_random.Next(20) == 0)
                    await FallSilentAsync(stop);
                else
                    await AssociateAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is AssociationException or IOException or SocketException or DimseStatusException or TimeoutException)
            {
                if (!isDisturbed() && !stop.IsCancellationRequested)
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
            var study = StudyUid(number, _random.Next(StudiesOfAPeer));
            switch (_random.Next(12))
            {
                case < 2:
                    Expect(await scu.EchoAsync(stop), "echoes", stop);
                    break;
                case < 5:
                    await StoreAsync(scu, stop);
                    break;
                case < 7:
                    Expect((await scu.FindAsync(Keys("STUDY", study), cancellation: stop)).End.Status, "finds", stop);
                    break;
                case 7:
                    // Answers that are given up after the first.
                    await scu.FindAsync(Keys("STUDY", ""), cancelAfter: 1, cancellation: stop);
                    tally.Done("cancelled finds");
                    break;
                case 8:
                    Expect((await scu.FindWorklistAsync(new DicomDataSet { { Tags.PatientName, "*" } }, cancellation: stop)).End.Status, "worklists", stop);
                    break;
                case 9:
                    Expect((await scu.MoveAsync(AETitle.Parse("SINK"), Keys("STUDY", study), cancellation: stop)).End.Status, "moves", stop);
                    break;
                case 10 when tally.Stored.TryPeek(out var known):
                    var result = await scu.CommitAsync([new ReferencedInstance(Uids.CTImageStorage, InstanceUid(known.Study, known.Number))], cancellation: stop);
                    if (result.Committed.Count != 1)
                        tally.Fault($"peer {number}: an instance that was stored is not committed.");
                    tally.Done("commitments");
                    break;
                case 11:
                    scu.Abort();
                    tally.Done("aborts");
                    return;
            }
        }
    }

    private async Task StoreAsync(Scu scu, CancellationToken stop)
    {
        var (study, instance) = ((number * StudiesOfAPeer) + _random.Next(StudiesOfAPeer), ++_instances);
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, InstanceUid(study, instance) },
            { Tags.StudyDate, "20260101" },
            { Tags.Modality, "CT" },
            { Tags.PatientName, $"Soak^{number}" },
            { Tags.PatientID, $"SOAK{number}" },
            { Tags.StudyInstanceUID, $"1.2.{study}" },
            { Tags.SeriesInstanceUID, $"1.2.{study}.1" },
        };
        dataSet.Set(Tags.PixelData, VR.OW, new byte[2 * _random.Next(1, 20_000)]);
        var result = await scu.StoreAsync(dataSet, stop);
        if (result.IsSuccess)
            tally.Stored.Enqueue((study, instance));
        else if (!isDisturbed() && !stop.IsCancellationRequested)
            tally.Fault($"peer {number}: C-STORE {result.Status}: {result.ErrorComment}");
        tally.Done("stores");
    }

    // Begins a request and says no more.
    private async Task FallSilentAsync(CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync("127.0.0.1", server.Port, stop);
        await socket.SendAsync(new byte[] { 1, 0, 0, 0, 1, 0 }, stop);
        await Task.Delay(_random.Next(500), stop);
        tally.Done("silent connections");
    }

    private void Expect(DimseStatus status, string what, CancellationToken stop)
    {
        // At the end of all, what runs is cancelled.
        if (status != DimseStatus.Success && !isDisturbed() && !stop.IsCancellationRequested)
            tally.Fault($"peer {number}: {what}: {status}");
        tally.Done(what);
    }

    public static DicomUid InstanceUid(int study, int number) => new($"1.2.{study}.1.{number}");

    private static string StudyUid(int peer, int study) => $"1.2.{(peer * StudiesOfAPeer) + study}";

    private static DicomDataSet Keys(string level, string study) => new()
    {
        { Tags.QueryRetrieveLevel, level }, { Tags.StudyInstanceUID, study }, { Tags.PatientID, "" }, { Tags.NumberOfStudyRelatedInstances, "" },
    };
}
