using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>C-GET and C-MOVE.</summary>
internal sealed partial class ModalityClient
{
    public IAsyncEnumerable<FetchedInstance> GetAsync(
        RetrieveQuery query,
        IReadOnlyCollection<DicomUid>? sopClasses = null,
        Action<RetrieveOutcome>? onEnd = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return GetAsync(query.Model, WithLevel(query.Identifier, query.Level), [.. sopClasses ?? []], onEnd, cancellation);
    }

    public async ValueTask<RetrieveOutcome> MoveAsync(
        RetrieveQuery query, AETitle destination, IProgress<RetrieveOutcome>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (destination.IsEmpty)
            throw new ArgumentException("A move has a destination.", nameof(destination));
        var sopClass = QueryRetrieveSopClasses.Move(query.Model);
        var call = await OpenAsync("C-MOVE", sopClass, RetrieveTimeout, cancellation).ConfigureAwait(false);
        await using (call.ConfigureAwait(false))
        {
            var outcome = new RetrieveOutcome { Status = DimseStatus.Pending };
            var identifier = WithLevel(query.Identifier, query.Level);
            await foreach (var reply in call.InvokeAsync(new CMoveRequest(sopClass, destination), identifier, cancellation).ConfigureAwait(false))
            {
                outcome = OutcomeOf(call, reply);
                if (reply.Status.IsPending)
                    progress?.Report(outcome);
            }

            return Checked(call, outcome);
        }
    }

    private async IAsyncEnumerable<FetchedInstance> GetAsync(
        QueryRetrieveModel model,
        DicomDataSet identifier,
        IReadOnlyList<DicomUid> sopClasses,
        Action<RetrieveOutcome>? onEnd,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sopClass = QueryRetrieveSopClasses.Get(model);
        var contexts = GetContexts.Plan([sopClass], sopClasses, []);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var patience = new Patience(RetrieveTimeout, _terms.Clock, leaving.Token);
        var receiver = new GetReceiver(patience, _terms.Logger);
        var request = new AssociationRequest
        {
            CallingAETitle = LocalAETitle,
            CalledAETitle = AETitle,
            PresentationContexts = contexts,
            RoleSelections = GetContexts.Roles(contexts, [sopClass]),
            Routes = receiver,
        };
        var call = await ModalityCall.OpenAsync(_terms, _modality, "C-GET", request, sopClass, patience, cancellation).ConfigureAwait(false);
        await using (call.ConfigureAwait(false))
        {
            var running = RunAsync(call, new CGetRequest(sopClass), identifier, receiver, leaving.Token);
            try
            {
                await foreach (var instance in receiver.Instances.ReadAllAsync(cancellation).ConfigureAwait(false))
                    yield return instance;
                var outcome = await running.ConfigureAwait(false);
                if (onEnd is not null)
                    onEnd(outcome);
                else if (outcome.Failed > 0 || outcome.Status != DimseStatus.Success)
                    throw call.Log(call.Faults.Incomplete(outcome));
            }
            finally
            {
                receiver.Close();
                await leaving.CancelAsync().ConfigureAwait(false);
                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await receiver.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Performs a C-GET while its instances are taken. The queue of instances ends with it.</summary>
    private static async Task<RetrieveOutcome> RunAsync(
        ModalityCall call, CGetRequest request, DicomDataSet identifier, GetReceiver receiver, CancellationToken cancellation)
    {
        try
        {
            var outcome = new RetrieveOutcome { Status = DimseStatus.Pending };
            await foreach (var reply in call.InvokeAsync(request, identifier, cancellation).ConfigureAwait(false))
                outcome = OutcomeOf(call, reply);
            outcome = Checked(call, outcome);
            receiver.End(null);
            return outcome;
        }
        catch (Exception fault)
        {
            // What has come is still given, and then this.
            receiver.End(fault);
            throw;
        }
    }

    /// <summary>Failed sub-operations are an outcome; any other failure is the modality's.</summary>
    private static RetrieveOutcome Checked(ModalityCall call, RetrieveOutcome outcome) => outcome.Status.Class switch
    {
        DimseStatusClass.Success or DimseStatusClass.Warning => outcome,
        DimseStatusClass.Failure when outcome.Status == RetrieveStatus.UnableToPerformSuboperations && outcome.Failed > 0 => outcome,
        _ => throw call.Log(call.Faults.Failed(outcome.Status, outcome.Comment)),
    };

    private static RetrieveOutcome OutcomeOf(ModalityCall call, DimseReply reply)
    {
        var failed = reply.Status.IsPending ? [] : call.Read(reply).GetStrings(Tags.FailedSOPInstanceUIDList);
        var outcome = new RetrieveOutcome
        {
            Status = reply.Status,
            Comment = reply.Response.ErrorComment,
            FailedSopInstanceUids = [.. failed.Where(static uid => uid.Length > 0).Select(static uid => new DicomUid(uid))],
        };
        return reply.Response switch
        {
            CGetResponse get => outcome with
            {
                Remaining = get.RemainingSuboperations,
                Completed = get.CompletedSuboperations ?? 0,
                Failed = get.FailedSuboperations ?? 0,
                Warning = get.WarningSuboperations ?? 0,
            },
            CMoveResponse move => outcome with
            {
                Remaining = move.RemainingSuboperations,
                Completed = move.CompletedSuboperations ?? 0,
                Failed = move.FailedSuboperations ?? 0,
                Warning = move.WarningSuboperations ?? 0,
            },
            _ => outcome,
        };
    }
}
