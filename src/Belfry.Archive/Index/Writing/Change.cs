namespace Belfry.Archive;

/// <summary>Something to be done by the lane of writers.</summary>
internal abstract class Change
{
    /// <summary>Roughly how many bytes it writes: a group does not grow without end.</summary>
    public int Weight { get; init; }

    /// <summary>
    /// True: it need not be durable when it completes, only soon after. For what is done once more, with the same outcome, when a power failure takes it back.
    /// </summary>
    public bool IsLate { get; init; }

    /// <summary>Does it, within a transaction. May be called again after the transaction was rolled back.</summary>
    public abstract void Apply(IndexWriter writer);

    /// <summary>It is durable, unless it is late: its caller goes on, on another thread.</summary>
    public abstract void Complete();

    /// <summary>It was not done.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A change with a result.</summary>
internal sealed class Change<T>(Func<IndexWriter, T> work) : Change
{
    // The callers' code never runs on the thread of the lane.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Apply(IndexWriter writer) => _result = work(writer);

    // Set by Apply, which comes before.
    public override void Complete() => _done.TrySetResult(_result!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}
