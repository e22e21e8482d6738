using System.Net;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// C-FIND as SCP (PS3.7 §9.1.2, PS3.4 §K.4.1.3, §C.4.1.3): reads the identifier, asks the handler, and sends each answer in the requested
/// form while the handler still produces. Pending is FF00H, or FF01H while a requested optional key is in no answer; the end is
/// 0000H, FE00H after C-CANCEL, or the status of what went wrong. One object serves all associations.
/// </summary>
public sealed partial class FindProvider : IDimseService
{
    private readonly FindModel _model;
    private readonly FindOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;

    private FindProvider(FindModel model, FindOptions options, ILogger logger, TimeProvider clock)
    {
        _model = model;
        _options = options;
        _logger = logger;
        _clock = clock;
    }

    /// <summary>The provider of Modality Worklist (1.2.840.10008.5.1.4.31).</summary>
    /// <param name="handler">Who answers.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="logger">One line at Debug for each operation, without patient data.</param>
    /// <param name="clock">Measures operations.</param>
    public static FindProvider ForWorklist(IWorklistHandler handler, FindOptions options, ILogger logger, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(clock);
        return new FindProvider(new WorklistModel(handler), options, logger, clock);
    }

    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var began = _clock.GetTimestamp();
        var count = 0;
        var end = FindEnd.Failed;
        var status = FindStatus.UnableToProcess;
        try
        {
            var identifier = await operation.ReadDataSetAsync(_options.MaxIdentifierLength).ConfigureAwait(false);
            var run = _model.Start(identifier, ConnectionOf(operation.Association), _options.Matching);
            var shaper = new AnswerShaper(
                identifier, run.Matcher, _model.HasAttribute, _options.Matching.DefaultCharacterSet, operation.PresentationContext.TransferSyntax);
            var answers = run.FindAsync(operation.Cancellation).GetAsyncEnumerator(operation.Cancellation);
            await using (answers.ConfigureAwait(false))
            {
                while (await MoveNextAsync(answers, operation, count).ConfigureAwait(false))
                {
                    var answer = shaper.Shape(answers.Current);
                    var pending = shaper.HasUnsupportedKeys ? CFindResponse.PendingWithUnsupportedKeys : CFindResponse.Pending;
                    await operation.RespondAsync(pending, answer).ConfigureAwait(false);
                    count++;
                }
            }

            // A handler may take its token for an end instead of throwing; that is C-CANCEL all the same.
            operation.Cancellation.ThrowIfCancellationRequested();
            (end, status) = run.IsIncomplete ? (FindEnd.Incomplete, _options.IncompleteStatus) : (FindEnd.Complete, DimseStatus.Success);
            await operation.RespondAsync(new CFindResponse(status)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (operation.Cancellation.IsCancellationRequested)
        {
            (end, status) = (FindEnd.Cancelled, DimseStatus.Cancel);
            throw;
        }
        catch (Exception fault)
        {
            status = FaultStatus.Map(operation.Request, fault).Status;
            throw;
        }
        finally
        {
            var association = operation.Association;
            LogEnd(_logger, _model.Name, association.CallingAETitle, association.CalledAETitle, association.Id, count,
                _clock.GetElapsedTime(began).TotalMilliseconds, end, status, operation.EndReason);
        }
    }

    // What was gathered goes out before waiting for an answer that is not there yet, and only then.
    private static ValueTask<bool> MoveNextAsync(IAsyncEnumerator<DicomDataSet> answers, DimseOperation operation, int count)
    {
        var next = answers.MoveNextAsync();
        return next.IsCompleted || count == 0 ? next : FlushAndWaitAsync(next, operation);
    }

    private static async ValueTask<bool> FlushAndWaitAsync(ValueTask<bool> next, DimseOperation operation)
    {
        var moved = next.AsTask();
        try
        {
            await operation.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            // The handler must not be left while it runs, whatever became of the output.
            await ((Task)moved).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await moved.ConfigureAwait(false);
    }

    private static DicomConnection ConnectionOf(Association association) =>
        new(association.CallingAETitle, association.CalledAETitle, (association.RemoteEndPoint as IPEndPoint)?.Address, association.Id);
}
