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
    private static readonly CFindResponse s_success = new(DimseStatus.Success);

    private readonly FindModel _model;
    private readonly QueryCache _queries = new();
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
        return new FindProvider(new WorklistModel(handler, options.Matching), options, logger, clock);
    }

    /// <summary>The provider of a Query/Retrieve model (PS3.4 §C.3).</summary>
    /// <param name="handler">Who answers.</param>
    /// <param name="builtIn">The server's own handler, which the one that answers may ask; null when there is none.</param>
    /// <param name="model">The information model.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="logger">One line at Debug for each operation, without patient data.</param>
    /// <param name="clock">Measures operations.</param>
    public static FindProvider ForQueryRetrieve(
        IFindHandler handler, IFindHandler? builtIn, QueryRetrieveModel model, FindOptions options, ILogger logger, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(clock);
        return new FindProvider(new QueryRetrieveFindModel(handler, builtIn, model, options), options, logger, clock);
    }

    /// <inheritdoc/>
    public ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return PerformAsync(operation, operation.Prepared as FindRun, null);
    }

    /// <inheritdoc/>
    /// <remarks>A short query whose answers the handler may have at hand.</remarks>
    bool IDimseService.TryBegin(DimseOperation operation, out ValueTask handling)
    {
        handling = ValueTask.CompletedTask;
        if (!operation.TryPeekDataSet(out var identifier) || FindAtOnce(operation, identifier) is not { } query)
            return false;
        var run = Start(operation, query);
        if (run.FindAtHand() is not { } answers)
        {
            // The thread that receives does not wait for a handler.
            operation.Prepared = run;
            return false;
        }

        handling = PerformAsync(operation, run, answers);
        return true;
    }

    /// <summary>A query that needs no long time to be understood; null for others, and for those that cannot be.</summary>
    private CompiledQuery? FindAtOnce(DimseOperation operation, ReadOnlyMemory<byte> identifier)
    {
        var transferSyntax = operation.PresentationContext.TransferSyntax;
        var terms = _model.TermsOf(operation.Association);
        if (_queries.Find(identifier.Span, transferSyntax, terms) is { } known)
            return known;
        if (!_model.CompilesAtOnce || identifier.Length > QueryCache.MaxIdentifierLength)
            return null;
        try
        {
            return Compile(identifier, transferSyntax, terms);
        }
        catch (Exception fault) when (fault is DimseStatusException or DicomFormatException)
        {
            // It is compiled again where its fault is answered.
            return null;
        }
    }

    private CompiledQuery Compile(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms)
    {
        var query = _model.Compile(identifier, transferSyntax, terms);
        _queries.Add(query);
        return query;
    }

    private async ValueTask PerformAsync(DimseOperation operation, FindRun? run, IReadOnlyList<DicomDataSet>? atHand)
    {
        using var callback = ServiceTracing.BeginCallback("C-FIND", _model.Handler);
        var began = _clock.GetTimestamp();
        var end = FindEnd.Failed;
        var status = FindStatus.UnableToProcess;
        try
        {
            if (run is null)
            {
                run = Start(operation, await ReadQueryAsync(operation).ConfigureAwait(false));
                atHand = run.FindAtHand();
            }

            var shaper = run.Query.TakeShaper();
            if (atHand is null)
                await AnswerAsync(operation, run, shaper).ConfigureAwait(false);
            for (var i = 0; i < atHand?.Count; i++)
                await RespondAsync(operation, shaper, atHand[i]).ConfigureAwait(false);
            run.Query.GiveBack(shaper);

            // A handler may take its token for an end instead of throwing; that is C-CANCEL all the same.
            if (operation.EndReason != OperationEndReason.None)
                operation.Cancellation.ThrowIfCancellationRequested();
            (end, status) = run.IsIncomplete ? (FindEnd.Incomplete, _options.IncompleteStatus) : (FindEnd.Complete, DimseStatus.Success);
            await operation.RespondAsync(status == DimseStatus.Success ? s_success : new CFindResponse(status)).ConfigureAwait(false);
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
            LogEnd(_logger, _model.Name, association.CallingAETitle, association.CalledAETitle, association.Id, operation.PendingResponseCount,
                _clock.GetElapsedTime(began).TotalMilliseconds, end, status, operation.EndReason);
        }
    }

    private FindRun Start(DimseOperation operation, CompiledQuery query) => _model.Start(query, ConnectionFacts.Of(operation.Association));

    private async ValueTask<CompiledQuery> ReadQueryAsync(DimseOperation operation)
    {
        var identifier = await operation.ReadDataSetBytesAsync(_options.MaxIdentifierLength).ConfigureAwait(false);
        var transferSyntax = operation.PresentationContext.TransferSyntax;
        var terms = _model.TermsOf(operation.Association);
        return _queries.Find(identifier.Span, transferSyntax, terms) ?? Compile(identifier, transferSyntax, terms);
    }

    private async ValueTask AnswerAsync(DimseOperation operation, FindRun run, AnswerShaper shaper)
    {
        var answers = run.FindAsync(operation.Cancellation).GetAsyncEnumerator(operation.Cancellation);
        await using (answers.ConfigureAwait(false))
        {
            while (await MoveNextAsync(answers, operation).ConfigureAwait(false))
                await RespondAsync(operation, shaper, answers.Current).ConfigureAwait(false);
        }
    }

    private static ValueTask RespondAsync(DimseOperation operation, AnswerShaper shaper, DicomDataSet answer)
    {
        var shaped = shaper.Shape(answer);
        return operation.RespondAsync(shaper.HasUnsupportedKeys ? CFindResponse.PendingWithUnsupportedKeys : CFindResponse.Pending, shaped);
    }

    // What was gathered goes out before waiting for an answer that is not there yet, and only then; or soon, when the handler blocks its thread.
    private static ValueTask<bool> MoveNextAsync(IAsyncEnumerator<DicomDataSet> answers, DimseOperation operation)
    {
        if (operation.PendingResponseCount != 0)
            operation.FlushSoon();
        var next = answers.MoveNextAsync();
        return next.IsCompleted || operation.PendingResponseCount == 0 ? next : FlushAndWaitAsync(next, operation);
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
}
