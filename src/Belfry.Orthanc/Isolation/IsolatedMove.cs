using Belfry.Dicom;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>
/// A C-MOVE in a plugin's process. When the process ends and another call may have been the cause, the move is begun anew in the next one, alone, and what
/// it had done is done again: the destination gets some instances twice, which is no fault.
/// </summary>
internal sealed class IsolatedMove(IsolatedPlugin plugin, RetrieveRequest request, AETitle destination)
{
    // Neighbours that end the process so often are no accident any more.
    private const int MaxReplays = 3;

    private readonly int _firstSession = plugin.NextSession();
    private ChildProcess? _child;
    private int _session;
    private uint _done;
    private int _replays;

    /// <summary>How many sub-operations there are.</summary>
    public uint Size { get; private set; }

    /// <summary>The instance of the only one, where it is known.</summary>
    public DicomUid Instance { get; private set; }

    /// <summary>The plugin's driver is gone: no sub-operation can be performed any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Calls the callback and asks for the size.</summary>
    /// <exception cref="DimseStatusException">The plugin refused, failed, or ended its process.</exception>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        _session = _firstSession;
        try
        {
            (Size, Instance) = await BeginAsync(isAlone: false, cancellation);
        }
        catch (ChildEndedException end)
        {
            throw IsolatedPlugin.Failure("The move plugin ended", end);
        }
    }

    /// <summary>Performs the next sub-operation.</summary>
    public async ValueTask<SuboperationResult> StepAsync()
    {
        try
        {
            for (var isAlone = false; ; isAlone = true)
            {
                try
                {
                    if (isAlone)
                        await ReplayAsync();
                    var status = await StepAsync(isAlone);
                    _done++;
                    return new SuboperationResult(status);
                }
                catch (ChildEndedException end) when (end.MayBeInnocent && _replays < MaxReplays)
                {
                    _replays++;
                }
            }
        }
        catch (Exception failure) when (failure is ChildEndedException or DimseStatusException)
        {
            IsLost |= failure is ChildEndedException || _child is null;
            return SuboperationResult.Failed(NativeStatus.UnableToProcess);
        }
    }

    /// <summary>Frees the driver; what a cancel has left in the process returns first.</summary>
    public async Task EndAsync()
    {
        var session = _session;
        try
        {
            await plugin.AskAsync(
                new ChildRequest(MessageKind.MoveEnd, "freeMove", message => message.Write(session)) { On = _child }, static _ => true, CancellationToken.None);
        }
        catch (Exception over) when (over is ChildEndedException or DimseStatusException)
        {
            // The process has ended, and the driver with it.
            IsLost = true;
        }
    }

    private async Task ReplayAsync()
    {
        _session = plugin.NextSession();
        _child = null;
        var (size, _) = await BeginAsync(isAlone: true, CancellationToken.None);
        if (size != Size)
            throw IsolatedPlugin.Failure("The move plugin changed its mind");
        for (uint i = 0; i < _done; i++)
            await StepAsync(isAlone: true);
    }

    private async Task<(uint Size, DicomUid Instance)> BeginAsync(bool isAlone, CancellationToken cancellation)
    {
        var session = _session;
        void Write(MessageWriter message)
        {
            message.Write(session);
            message.Write(request, destination);
        }

        var begin = new ChildRequest(MessageKind.MoveBegin, "move callback", Write) { IsRepeatable = !isAlone, IsAlone = isAlone };
        (_child, var begun) = await plugin.AskAsync(begin, ReadBegun, cancellation);
        return begun;
    }

    private async Task<DimseStatus> StepAsync(bool isAlone)
    {
        var session = _session;
        var step = new ChildRequest(MessageKind.MoveStep, "applyMove", message => message.Write(session)) { On = _child, IsAlone = isAlone };
        return (await plugin.AskAsync(step, ReadStepped, CancellationToken.None)).Answer;
    }

    private static (uint Size, DicomUid Instance) ReadBegun(IReadOnlyList<ChildMessage> messages)
    {
        var message = ReadOnly(messages, MessageKind.MoveBegun);
        var size = message.ReadUInt32();
        var instance = message.ReadUid();
        message.End();
        return (size, instance);
    }

    private static DimseStatus ReadStepped(IReadOnlyList<ChildMessage> messages)
    {
        var message = ReadOnly(messages, MessageKind.MoveStepped);
        var status = new DimseStatus(message.ReadUInt16());
        message.End();
        return status.Class is DimseStatusClass.Success or DimseStatusClass.Warning or DimseStatusClass.Failure
            ? status
            : throw new ChildProtocolException("A sub-operation has a status that none has.");
    }

    private static MessageReader ReadOnly(IReadOnlyList<ChildMessage> messages, MessageKind expected)
    {
        var message = new MessageReader(messages[0].Body);
        if (messages is [{ Kind: MessageKind.Failed }])
            throw message.ReadFailure();
        return messages.Count == 1 && messages[0].Kind == expected
            ? message
            : throw new ChildProtocolException("A move is answered by what is no answer.");
    }
}
