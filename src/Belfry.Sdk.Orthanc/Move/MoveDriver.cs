using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Abi;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>
/// One C-MOVE: the host asks how many sub-operations there are and has them performed one by one. It ends the move at the first that fails,
/// which a handler's sub-operations do not do to each other: so failures are kept for the last. Used by one thread at a time.
/// </summary>
internal sealed class MoveDriver(ExportedPlugin plugin, StoreScu? scu, MoveOriginator originator)
{
    private readonly Queue<Suboperation> _gathered = [];
    private readonly CallLimit _limit = plugin.NewCall();
    private IAsyncEnumerator<Suboperation>? _rest;
    private DimseStatus? _failure;
    private uint _left;
    private int _failed;
    private bool _isOver;

    /// <summary>How many sub-operations there are.</summary>
    public uint Size { get; private set; }

    /// <summary>Asks the handler for the first sub-operation, and for all when it does not say how many there will be.</summary>
    public void Gather(IRetrieveHandler handler, RetrieveRequest request)
    {
        _rest = handler.RetrieveAsync(request, _limit.Token).GetAsyncEnumerator(_limit.Token);
        if (TryNext(out var first))
            _gathered.Enqueue(first);
        while (request.SuboperationCount is null && TryNext(out var next))
            _gathered.Enqueue(next);
        Size = (uint)Math.Max(request.SuboperationCount ?? 0, _gathered.Count);
        if (_isOver)
            Size = (uint)_gathered.Count;
        _left = Size;
        scu?.Expect(request.Kinds);
    }

    /// <summary>Performs the next one; the last also those that come on top of the number that was said.</summary>
    public OrthancErrorCode Apply()
    {
        _left--;
        var code = plugin.Guard("A move", _ =>
        {
            do
            {
                if (!_gathered.TryDequeue(out var next) && !TryNext(out next))
                    continue;
                Count(Perform(next));
                Leave(next);
            }
            while (_left == 0 && !(_isOver && _gathered.Count == 0));
        });
        if (code != OrthancErrorCode.Success)
            return code;
        if (_left > 0 || _failure is not { } status)
            return OrthancErrorCode.Success;
        plugin.Services.Log(HostLogLevel.Warning, $"{_failed} of {Size} sub-operations of a move failed, the last with status {status}");
        return OrthancErrorCode.NetworkProtocol;
    }

    /// <summary>Releases the association with the destination, and leaves the handler.</summary>
    public void End()
    {
        plugin.Guard("The end of a move", cancellation =>
        {
            try
            {
                while (_gathered.TryDequeue(out var left))
                    Leave(left);
                if (_rest is not null)
                    Blocking.Wait(_rest.DisposeAsync());
            }
            finally
            {
                if (scu is not null)
                {
                    Blocking.Wait(scu.ReleaseAsync(cancellation));
                    Blocking.Wait(scu.DisposeAsync());
                }

                _limit.Dispose();
            }
        });
    }

    private bool TryNext(out Suboperation next)
    {
        next = null!; // Read only after true.
        if (_isOver || _rest is null)
            return false;
        if (!Blocking.Wait(_rest.MoveNextAsync()))
        {
            _isOver = true;
            return false;
        }

        next = _rest.Current;
        return true;
    }

    private static void Leave(Suboperation suboperation)
    {
        if (suboperation.Source is IAsyncDisposable held)
            Blocking.Wait(held.DisposeAsync());
    }

    private void Count(DimseStatus status)
    {
        if (status.Class is DimseStatusClass.Success or DimseStatusClass.Warning)
            return;
        _failure = status;
        _failed++;
    }

    private DimseStatus Perform(Suboperation suboperation)
    {
        try
        {
            if (suboperation.Work is { } work)
                return Blocking.Wait(work(_limit.Token)).Status;
            var source = suboperation.IsStored ? HostInstances.Find(plugin.Services, suboperation.SopInstanceUid) : suboperation.Source;
            if (source is null)
                return GeneralStatus.NoSuchSopInstance;
            return scu is null
                ? RetrieveStatus.MoveDestinationUnknown
                : Blocking.Wait(scu.StoreAsync(source, originator, null, _limit.Token)).Status;
        }
        catch (DimseStatusException chosen)
        {
            return chosen.Status;
        }
        catch (ModalityException)
        {
            // It was logged where it arose.
            return RetrieveStatus.UnableToProcess;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !_limit.Token.IsCancellationRequested)
        {
            plugin.Services.Log(HostLogLevel.Error, Faults.Describe("A sub-operation of a move", fault));
            return RetrieveStatus.UnableToProcess;
        }
    }
}
