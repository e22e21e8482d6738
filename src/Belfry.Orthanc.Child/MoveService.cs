using System.Collections.Concurrent;
using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Sdk;

namespace Belfry.Orthanc.Child;

/// <summary>The C-MOVE requests that the plugin has begun.</summary>
internal sealed class MoveService
{
    private readonly ConcurrentDictionary<int, Move> _open = [];
    private readonly ConcurrentDictionary<RetrieveRequest, Task> _freeing = [];

    /// <summary>Keeps the work that frees a driver.</summary>
    public void OnFreeing(RetrieveRequest request, Task work) => _freeing[request] = work;

    /// <summary>Calls the move callback, and writes how many sub-operations there are.</summary>
    public async Task BeginAsync(int session, IRetrieveHandler handler, ReadOnlyMemory<byte> body, MessageWriter answer)
    {
        var request = Read(body);
        var move = new Move(request, handler.RetrieveAsync(request, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None));
        try
        {
            move.HasNext = await move.Suboperations.MoveNextAsync();
        }
        catch
        {
            await EndAsync(move);
            throw;
        }

        _open[session] = move;
        answer.Write((uint)(request.SuboperationCount ?? 0));
        answer.Write(move.HasNext ? move.Suboperations.Current.SopInstanceUid.Value : "");
    }

    /// <summary>Performs the next sub-operation.</summary>
    public async Task<DimseStatus> StepAsync(int session)
    {
        if (!_open.TryGetValue(session, out var move) || !move.HasNext || move.Suboperations.Current.Work is not { } work)
            return new DimseStatus(0xC000);
        var result = await work(CancellationToken.None);
        move.HasNext = await move.Suboperations.MoveNextAsync();
        return result.Status;
    }

    /// <summary>Frees the driver.</summary>
    public Task EndAsync(int session) => _open.TryRemove(session, out var move) ? EndAsync(move) : Task.CompletedTask;

    private async Task EndAsync(Move move)
    {
        await move.Suboperations.DisposeAsync();
        if (_freeing.TryRemove(move.Request, out var freeing))
            await freeing;
    }

    private static RetrieveRequest Read(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        return message.ReadRetrieveRequest();
    }

    private sealed class Move(RetrieveRequest request, IAsyncEnumerator<Suboperation> suboperations)
    {
        public RetrieveRequest Request { get; } = request;

        public IAsyncEnumerator<Suboperation> Suboperations { get; } = suboperations;

        public bool HasNext { get; set; }
    }
}
