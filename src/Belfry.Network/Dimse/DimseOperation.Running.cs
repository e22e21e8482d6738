using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>How the association runs an operation.</summary>
public sealed partial class DimseOperation
{
    // It starts when it has its place among those that run, and when its data set is there.
    private int _gates = 2;
    private const int NeverOpens = 1000;
    private int _left;
    private ITimer? _grace;
    private bool _isGivenUp;
    private IDimseService? _service;

    /// <summary>What those who trace follow; null when nobody does. It is the current activity where the service runs.</summary>
    internal Activity? Activity { get; private set; }

    /// <summary>Opens one of the two gates.</summary>
    /// <returns>True when both are open: the caller starts it.</returns>
    internal bool OpenGate() => Interlocked.Decrement(ref _gates) == 0;

    /// <summary>Closes the gates for good.</summary>
    /// <returns>False when it has started.</returns>
    internal bool TryNeverStart() => Interlocked.Add(ref _gates, NeverOpens) != NeverOpens;

    internal void SetBody(MessageBody body) => _body = body;

    /// <summary>The operation has to end. Its handler is told on another thread.</summary>
    internal void Cancel(OperationEndReason reason)
    {
        if (IsFinalGiven || Interlocked.CompareExchange(ref _endReason, (int)reason, (int)OperationEndReason.None) != (int)OperationEndReason.None)
            return;
        if (reason == OperationEndReason.CCancel && Request is CFindRequest)
            _grace = Association.Clock.CreateTimer(static operation => ((DimseOperation)operation!).GiveUp(), this, Association.Limits.CancelGrace, Timeout.InfiniteTimeSpan);
        if (Volatile.Read(ref _cancellation) is { } source)
            _ = source.CancelAsync();
    }

    // A handler that does not hear that it has to end holds up nobody but itself.
    private void GiveUp()
    {
        if (IsFinalGiven)
            return;
        Volatile.Write(ref _isGivenUp, true);
        if (!TryGiveFinal(Request.CreateResponse(DimseStatus.Cancel), null))
            return;
        Association.Flush();
        Association.OnHandlerGoesOn(this);
    }

    /// <summary>True once: for whoever takes it out of the table.</summary>
    internal bool TryLeave() => Interlocked.Exchange(ref _left, 1) == 0;

    /// <inheritdoc/>
    /// <remarks>The thread that receives performs what a prompt service does; refusals are prompt as well.</remarks>
    bool IReadyWork.TryPerform() => !TryFindService(out _service) || TryPerformPromptly(_service);

    /// <summary>Performs it: up to its first real wait on this thread.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_service is not null || TryFindService(out _service))
            Perform(_service);
    }

    private void Perform(IDimseService service)
    {
        var before = MakeCurrent();
        try
        {
            if (MustEnd)
                Finish(null);
            else
                FinishAfter(service.HandleAsync(this));
        }
        catch (Exception exception)
        {
            Finish(exception);
        }
        finally
        {
            Restore(before);
        }
    }

    /// <summary>False when the service wants a thread of the pool, and then nothing has happened.</summary>
    private bool TryPerformPromptly(IDimseService service)
    {
        var before = MakeCurrent();
        try
        {
            if (!service.TryBegin(this, out var handling))
                return false;
            FinishAfter(handling);
        }
        catch (Exception exception)
        {
            Finish(exception);
        }
        finally
        {
            Restore(before);
        }

        return true;
    }

    // What the service begins belongs to the operation, on whatever thread it goes on.
    private Activity? MakeCurrent()
    {
        if (Activity is null)
            return null;
        var before = System.Diagnostics.Activity.Current;
        System.Diagnostics.Activity.Current = Activity;
        return before;
    }

    private void Restore(Activity? before)
    {
        if (Activity is not null)
            System.Diagnostics.Activity.Current = before;
    }

    private void FinishAfter(ValueTask handling)
    {
        if (handling.IsCompletedSuccessfully)
        {
            handling.GetAwaiter().GetResult();
            Finish(null);
        }
        else
        {
            _ = AwaitHandlerAsync(handling);
        }
    }

    /// <summary>False when the operation has ended without one.</summary>
    private bool TryFindService([NotNullWhen(true)] out IDimseService? service)
    {
        service = null;
        if (Association.Observer is { } observer)
            ObserverTicket = observer.OnOperationBegan(this);
        Activity = NetworkTracing.BeginOperation(this);
        try
        {
            if (MustEnd)
                Finish(null);
            else
                service = FindService();
        }
        catch (Exception exception)
        {
            Finish(exception);
        }

        return service is not null;
    }

    /// <summary>The service, or a refusal that is sent at once.</summary>
    private IDimseService? FindService()
    {
        var normalized = Request.IsNormalized;
        var routes = Association.Routes;
        if (Request is UnrecognizedRequest)
            Refuse(GeneralStatus.UnrecognizedOperation, "Unrecognized operation");
        else if (_fault is not null)
            Refuse(_fault.Status, _fault.Comment);
        else if (!PresentationContext.MayBeInvokedByPeer(Request))
            Refuse(normalized ? GeneralStatus.NoSuchSopClass : GeneralStatus.SopClassNotSupported, "The role for this request was not negotiated");
        else if (routes is null || !routes.Fits(PresentationContext, Request.SopClassUid))
            Refuse(normalized ? GeneralStatus.ClassInstanceConflict : GeneralStatus.SopClassNotSupported, "SOP class does not fit the presentation context");
        else if (routes.Find(Association, PresentationContext, Request) is { } service)
            return service;
        else
            Refuse(normalized ? GeneralStatus.NoSuchSopClass : GeneralStatus.SopClassNotSupported, "No service for this request");
        return null;
    }

    internal void Refuse(DimseStatus status, string comment)
    {
        Interlocked.CompareExchange(ref _endReason, (int)OperationEndReason.Refused, (int)OperationEndReason.None);
        Finish(null, Request.CreateResponse(status, comment));
    }

    private async Task AwaitHandlerAsync(ValueTask handling)
    {
        try
        {
            await handling.ConfigureAwait(false);
            Finish(null);
        }
        catch (Exception exception)
        {
            Finish(exception);
        }
    }

    /// <summary>The handler has ended: whatever it did, there is one final response, one log line, and no place taken any more.</summary>
    private void Finish(Exception? exception, DimseResponse? response = null)
    {
        if (!IsFinalGiven)
        {
            response ??= FinalFor(ref exception);
            if (response is not null && TryGiveFinal(response, null))
                Association.Flush();
        }

        _grace?.Dispose();
        _body?.Skip();
        Association.OnOperationEnded(this, exception);
    }

    /// <summary>The final response that the handler did not give; null when nobody is there to get one.</summary>
    private DimseResponse? FinalFor(ref Exception? exception)
    {
        var reason = EndReason;
        if (reason == OperationEndReason.CCancel && exception is null or OperationCanceledException)
        {
            exception = null;
            return Request.CreateResponse(DimseStatus.Cancel);
        }

        if (MustEnd && reason != OperationEndReason.CCancel)
            return null;
        exception ??= new InvalidOperationException("The service ended without a final response.");
        Interlocked.CompareExchange(ref _endReason, (int)OperationEndReason.Failed, (int)OperationEndReason.None);
        try
        {
            return Association.Routes?.MapFault(this, exception) ?? DimseFaults.Default(Request, exception);
        }
        catch (Exception mapping)
        {
            exception = mapping;
            return DimseFaults.Default(Request, mapping);
        }
    }
}
