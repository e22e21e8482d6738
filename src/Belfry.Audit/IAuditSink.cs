namespace Belfry.Audit;

/// <summary>Where messages go. Called by one thread at a time.</summary>
public interface IAuditSink : IAsyncDisposable
{
    /// <summary>For the log.</summary>
    string Name { get; }

    /// <summary>Takes messages for good; when it throws, it is given the same ones again.</summary>
    /// <param name="messages">XML in UTF-8 without line ends, with the time of each event.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask WriteAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation);
}
