namespace Belfry.Network;

/// <summary>
/// Sends a request whose data set is a stream: read in large pieces straight into the output, each piece several P-DATA-TF in one send,
/// the next read when the peer has taken it. So a data set of any length needs one piece of memory. One that lies in memory and fits a fragment is sent from
/// where it is.
/// </summary>
internal static class StreamedMessage
{
    // Larger pieces send no faster; a peer on a line of 9 KB/s still takes one within the usual write timeout of 30 s.
    private const int PieceLength = 256 * 1024;

    /// <summary>Sends it, behind what waits in the output. Ends early, without a word, when nothing can be sent any more.</summary>
    /// <returns>False when some of the message may have been sent but not all of it, because the association ends.</returns>
    /// <exception cref="IOException">The stream could not be read; so for any other exception of the stream.</exception>
    public static async ValueTask<bool> SendAsync(
        AssociationLoop loop, PresentationContext context, int fragmentLength, DimseRequest request, ushort messageId, Stream dataSet, CancellationToken cancellation)
    {
        var output = loop.Output;
        var part = await output.BeginStreamAsync(cancellation).ConfigureAwait(false);
        var kept = part.Length;
        var isFirst = true;
        try
        {
            var room = Math.Max(PieceLength / fragmentLength, 1) * fragmentLength;
            var carried = -1;
            MessageWriter.WriteCommand(part, context, fragmentLength, request, messageId);
            while (true)
            {
                var isLast = carried < 0 && TryEndWith(part, dataSet, context, fragmentLength);
                if (!isLast)
                {
                    var start = MessageWriter.BeginPart(part);
                    if (carried >= 0)
                        part.AddByte((byte)carried);

                    // One byte more than fits says whether this piece is the last.
                    var length = await FillAsync(part, start, room + 1, fragmentLength, dataSet, cancellation).ConfigureAwait(false);
                    isLast = length <= room;
                    if (!isLast)
                    {
                        carried = part.Slice(part.Length - 1, 1)[0];
                        part.Truncate(part.Length - 1);
                    }

                    MessageWriter.EndPart(part, start, context, fragmentLength, isLast);
                }

                var write = output.WritePartAsync(part);
                part = null;
                isFirst = false;
                await write.ConfigureAwait(false);
                if (isLast)
                    return true;
                if (!loop.CanSend)
                    return false;
                cancellation.ThrowIfCancellationRequested();
                part = output.Rent();
            }
        }
        catch when (isFirst && part is not null)
        {
            // Nothing of it was sent: what has waited before stays.
            part.Truncate(kept);
            output.AddAtOnce(part);
            throw;
        }
        catch
        {
            // Half a message cannot be taken back.
            loop.Fire(UpperLayerEvent.Evt15);
            throw;
        }
        finally
        {
            output.EndStream();
        }
    }

    /// <summary>Takes the rest of a stream in memory as it lies there.</summary>
    private static bool TryEndWith(OutputBuffer part, Stream dataSet, PresentationContext context, int fragmentLength)
    {
        if (dataSet is not MemoryStream memory || memory.Length - memory.Position > fragmentLength || !memory.TryGetBuffer(out var bytes))
            return false;
        MessageWriter.EndWith(part, bytes.AsMemory((int)memory.Position), context);
        memory.Position = memory.Length;
        return true;
    }

    private static async ValueTask<int> FillAsync(
        OutputBuffer part, int start, int wanted, int fragmentLength, Stream dataSet, CancellationToken cancellation)
    {
        var isAtOnce = dataSet is MemoryStream or FileStream { IsAsync: false };
        while (true)
        {
            var missing = wanted - (part.Length - start);
            if (missing == 0)
                return wanted;
            var memory = part.GetMemory(MessageWriter.LengthWithHeaders(Expected(dataSet, missing), fragmentLength));
            if (memory.Length > missing)
                memory = memory[..missing];

            // A file that is not asynchronous is read on another thread by its asynchronous methods, which takes longer than the reading.
            var count = isAtOnce ? dataSet.Read(memory.Span) : await dataSet.ReadAsync(memory, cancellation).ConfigureAwait(false);
            if (count == 0)
                return part.Length - start;
            part.Advance(count);
        }
    }

    /// <summary>No more memory than a short data set needs, when its length is known.</summary>
    private static int Expected(Stream dataSet, int missing) =>
        dataSet.CanSeek ? (int)Math.Clamp(dataSet.Length - dataSet.Position + 1, 1, missing) : missing;
}
