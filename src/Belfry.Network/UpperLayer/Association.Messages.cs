using System.Diagnostics.CodeAnalysis;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Messages in and out.</summary>
public sealed partial class Association : IMessageReceiver
{
    // Whose data set is coming in: a DimseOperation or an Invocation.
    private object? _incoming;
    private Task? _room;

    // How log lines call a use of this association, for the SOP class of the last operation: seldom are there several.
    private Use? _lastUse;

    internal void OnDataValue(in PduToken token) => _assembler.Take(in token);

    /// <summary>True when the loop has to wait before it goes on.</summary>
    internal bool TryTakeRoom([NotNullWhen(true)] out Task? room)
    {
        room = _room;
        _room = null;
        return room is not null;
    }

    /// <summary>Encodes a response and puts it into the output.</summary>
    /// <returns>True when the caller should wait for the peer to read.</returns>
    internal bool Send(DimseOperation operation, DimseResponse response, IDataSetSource? dataSet)
    {
        if (!_loop.CanSend)
            return false;
        var message = _loop.Output.Rent();
        try
        {
            MessageWriter.Write(message, operation.PresentationContext, _fragmentLength, operation.Request, response, dataSet);
        }
        catch
        {
            _loop.Output.Discard(message);
            throw;
        }

        var mustWait = _loop.Output.Add(message);
        Observer?.OnResponse(operation, operation.ObserverTicket, response, dataSet);
        return mustWait;
    }

    internal ValueTask FlushAsync() => _loop.Output.FlushAsync();

    internal void Flush() => _loop.Output.Flush();

    internal void FlushSoon() => _loop.Output.FlushSoon();

    PresentationContext? IMessageReceiver.FindContext(byte id)
    {
        foreach (var context in _contexts)
        {
            if (context.Id == id)
                return context;
        }

        return null;
    }

    MessageBody? IMessageReceiver.BeginMessage(PresentationContext context, in CommandSet command)
    {
        var field = command.CommandField.GetValueOrDefault();
        if (field == (ushort)CommandField.CCancelRequest)
        {
            OnCancel(command.MessageIdBeingRespondedTo);
            return null;
        }

        if (CommandReader.IsResponse(field))
            return BeginReply(in command);
        if (command.MessageId is null)
            throw new ProtocolViolationException(AbortSource.ServiceUser, AbortReason.NotSpecified, "Malformed command set: no Message ID.");
        var request = CommandReader.ReadRequest(in command, context);
        return BeginOperation(new DimseOperation(this, context, request, CommandReader.FindFault(in command, request), _environment.Clock.GetTimestamp()));
    }

    void IMessageReceiver.BodyReady(MessageBody body)
    {
        var owner = _incoming;
        _incoming = null;
        if (owner is Invocation invocation)
            Post(invocation, body.TakeBytes());
        else if (owner is DimseOperation operation && operation.OpenGate())
            _loop.StartSoon(operation);
        else if (body.IsStreaming)
            throw new ProtocolViolationException(AbortSource.ServiceUser, AbortReason.NotSpecified, "A long data set for an operation outside of the window.");
    }

    void IMessageReceiver.BodyTooLong(MessageBody body)
    {
        _incoming = null;
        throw new ProtocolViolationException(
            AbortSource.ServiceUser, AbortReason.NotSpecified, $"A response's data set is longer than {Limits.MaxReplyDataSetLength} bytes.");
    }

    void IMessageReceiver.NeedRoom(Task room) => _room = room;

    private MessageBody? BeginOperation(DimseOperation operation)
    {
        switch (_operations.Admit(operation))
        {
            case Admission.Runs:
                operation.OpenGate();
                break;
            case Admission.IsDuplicate:
                operation.Refuse(GeneralStatus.DuplicateInvocation, "An operation with this Message ID is running");
                return null;
            case Admission.IsTooMany:
                throw new ProtocolViolationException(
                    AbortSource.ServiceUser, AbortReason.NotSpecified, $"More operations than the window of {_operations.Window} allows.");
        }

        if (operation.Request.HasDataSet)
        {
            var body = new MessageBody(Limits.BufferedDataSetLength, mayStream: true);
            operation.SetBody(body);
            _incoming = operation;
            return body;
        }

        if (operation.OpenGate())
            _loop.StartSoon(operation);
        return null;
    }

    private void OnCancel(ushort? messageId)
    {
        // C-CANCEL exists for C-FIND, C-GET and C-MOVE (PS3.7 §9.3). One that comes too late is no fault.
        if (messageId is { } id && _operations.Find(id) is { Request: CFindRequest or CGetRequest or CMoveRequest } operation)
            operation.Cancel(OperationEndReason.CCancel);
    }

    /// <summary>The final response of an operation is in the output: its place is free.</summary>
    internal void OnFinalResponse(DimseOperation operation) => Leave(operation);

    /// <summary>An operation was answered as cancelled, and its handler has not returned.</summary>
    internal void OnHandlerGoesOn(DimseOperation operation) => Log.HandlerGoesOn(_environment.Logger, Id, operation.Request.MessageId);

    /// <summary>The handler of an operation has returned.</summary>
    internal void OnOperationEnded(DimseOperation operation, Exception? exception)
    {
        if (exception is not null && !IsExpected(operation, exception))
            Log.ServiceFailed(_environment.Logger, exception, Id, operation.Request.MessageId, operation.Request.CommandField);
        var elapsed = _environment.Clock.GetElapsedTime(operation.Started);
        NetworkMetrics.OperationEnded(operation.Request.CommandField, operation.EndReason, elapsed, this);
        NetworkTracing.EndOperation(operation);
        Log.OperationEnded(_environment.Logger, operation, elapsed);
        Observer?.OnOperationEnded(operation, operation.ObserverTicket, elapsed);
        Leave(operation);

        // Not before: with the last association the server ends, and its log.
        EndIfStopping();
    }

    /// <summary>"SOP class from calling to called on association number", in UTF-8.</summary>
    internal ReadOnlySpan<byte> DescribeUse(DicomUid sopClass)
    {
        var use = _lastUse;
        if (use is null || use.SopClass != sopClass)
        {
            var text = $"{OperationLine.NameOf(sopClass)} from {CallingAETitle.Value} to {CalledAETitle.Value} on association {Id}";
            _lastUse = use = new Use(sopClass, Encoding.UTF8.GetBytes(text));
        }

        return use.Text;
    }

    private bool IsExpected(DimseOperation operation, Exception exception)
    {
        // A service told to end may throw what its token threw: that is obedience.
        if (exception is OperationCanceledException && operation.EndReason is not (OperationEndReason.None or OperationEndReason.Completed or OperationEndReason.Failed))
            return true;
        try
        {
            return exception is DataSetTooLargeException or DicomFormatException || Routes?.IsExpectedFault(exception) == true;
        }
        catch (Exception fault)
        {
            Log.LoopFailed(_environment.Logger, fault, Id);
            return false;
        }
    }

    private void Leave(DimseOperation operation)
    {
        if (!operation.TryLeave())
            return;
        Interlocked.Increment(ref _operationCount);
        _loop.Timer.Restart();
        var next = _operations.Leave(operation, out var isEmpty);
        if (next?.OpenGate() == true)
            ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
        if (isEmpty)
            OnOperationsOver();
    }

    private sealed record Use(DicomUid SopClass, byte[] Text);
}
