using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>Storage commitment across the border. Instances are named by their place in the transaction.</summary>
internal static class CommitmentMessages
{
    private const byte Committed = 0;
    private const byte NotCommitted = 1;

    public static void Write(this MessageWriter message, CommitmentRequest request)
    {
        message.Write(request.TransactionUid.Value);
        message.Write(request.References.Count);
        foreach (var reference in request.References)
        {
            message.Write(reference.SopClassUid.Value);
            message.Write(reference.SopInstanceUid.Value);
        }

        message.Write(request.Connection);
        message.Write(request.Job.Id);
        message.Write(request.Job.Attempt);
    }

    public static CommitmentRequest ReadCommitmentRequest(this ref MessageReader message)
    {
        var transaction = message.ReadUid();
        var references = new ReferencedInstance[message.ReadCount(8)];
        for (var i = 0; i < references.Length; i++)
            references[i] = new ReferencedInstance(message.ReadUid(), message.ReadUid());
        var connection = message.ReadConnection();
        return new CommitmentRequest(transaction, references, connection, new DistantJob(message.ReadText(), message.ReadInt32()));
    }

    public static void WritePlaces(this MessageWriter message, ReadOnlySpan<int> places)
    {
        message.Write(places.Length);
        foreach (var place in places)
            message.Write(place);
    }

    public static int[] ReadPlaces(this ref MessageReader message)
    {
        var places = new int[message.ReadCount(4)];
        for (var i = 0; i < places.Length; i++)
            places[i] = message.ReadInt32();
        return places;
    }

    public static void Write(this MessageWriter message, int place, CommitmentOutcome outcome)
    {
        message.Write(place);
        message.Write(outcome.IsCommitted ? Committed : NotCommitted);
        message.Write((ushort)(outcome.FailureReason ?? default));
    }

    /// <summary>An outcome. A reason that is none of the standard's fails the instance without one.</summary>
    public static (int Place, CommitmentOutcome Outcome) ReadOutcome(this ref MessageReader message)
    {
        var place = message.ReadInt32();
        var isCommitted = message.ReadByte() switch
        {
            Committed => true,
            NotCommitted => false,
            _ => throw new ChildProtocolException("An instance is neither committed nor not."),
        };
        var reason = (CommitmentFailureReason)message.ReadUInt16();
        if (isCommitted)
            return (place, CommitmentOutcome.Committed);
        return (place, Enum.IsDefined(reason) ? CommitmentOutcome.Failed(reason) : default);
    }

    /// <summary>A job whose progress the server counts by itself.</summary>
    private sealed record DistantJob(string Id, int Attempt) : ICommitmentJob
    {
        public void ReportProgress(double fraction)
        {
        }
    }
}
