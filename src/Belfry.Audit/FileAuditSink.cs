namespace Belfry.Audit;

/// <summary>
/// A file with a message on each line. It is opened anew for each batch, so that it may be moved away at any time, and what was written is on the disk
/// before the next batch.
/// </summary>
/// <param name="path">The file; it is made when it is not there.</param>
public sealed class FileAuditSink(string path) : IAuditSink
{
    /// <inheritdoc/>
    public string Name => path;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<AuditMessage> messages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        using var batch = new MemoryStream();
        foreach (var message in messages)
        {
            batch.Write(message.Xml.Span);
            batch.WriteByte((byte)'\n');
        }

        await file.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), cancellation).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
