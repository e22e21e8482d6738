using System.Collections.Concurrent;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Sdk;

namespace Belfry.Orthanc.Child;

/// <summary>The storage commitment transactions that the plugin has taken.</summary>
internal sealed class CommitmentService(ServerLine line)
{
    private readonly ConcurrentDictionary<int, (CommitmentRequest Request, IStorageCommitment Commitment)> _open = [];

    /// <summary>Offers a transaction; true when the plugin takes it.</summary>
    public async Task<bool> BeginAsync(int session, IStorageCommitmentHandler handler, ReadOnlyMemory<byte> body)
    {
        var request = Read(body);
        if (await handler.BeginAsync(request, CancellationToken.None) is not { } commitment)
            return false;
        _open[session] = (request, commitment);
        return true;
    }

    /// <summary>Asks for instances, and tells of each.</summary>
    public async Task LookAsync(uint call, int session, ReadOnlyMemory<byte> body)
    {
        if (!_open.TryGetValue(session, out var open))
            throw new InvalidOperationException("The transaction is over.");
        var places = ReadPlaces(body);
        var message = new MessageWriter();
        var next = 0;
        await foreach (var answer in open.Commitment.AnswerAsync([.. places.Select(place => open.Request.References[place])], CancellationToken.None))
        {
            message.Clear();
            message.Write(places[next++], answer.Outcome);
            line.Post(call, MessageKind.Outcomes, message.Written);
        }
    }

    /// <summary>Ends a transaction.</summary>
    public async Task EndAsync(int session)
    {
        if (_open.TryRemove(session, out var open))
            await open.Commitment.DisposeAsync();
    }

    private static CommitmentRequest Read(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        return message.ReadCommitmentRequest();
    }

    private static int[] ReadPlaces(ReadOnlyMemory<byte> body)
    {
        var message = new MessageReader(body);
        return message.ReadPlaces();
    }
}
