using System.IO.Pipelines;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// One request of the peer, being performed. Given to <see cref="IDimseService.HandleAsync"/>; may be kept, but answers only until the
/// final response. Members may be used from any thread, one caller at a time.
/// </summary>
public sealed partial class DimseOperation : IReadyWork
{
    private readonly RequestFault? _fault;
    private MessageBody? _body;
    private int _bodyTaken;
    private CancellationTokenSource? _cancellation;
    private int _endReason;
    private int _finalGiven;
    private int _pendingCount;

    internal DimseOperation(Association association, PresentationContext context, DimseRequest request, RequestFault? fault, long started)
    {
        Association = association;
        PresentationContext = context;
        Request = request;
        Started = started;
        _fault = fault;
    }

    /// <summary>The association that the request came by.</summary>
    public Association Association { get; }

    /// <summary>The presentation context that the request came by.</summary>
    public PresentationContext PresentationContext { get; }

    /// <summary>The request.</summary>
    public DimseRequest Request { get; }

    /// <summary>Fires once when the operation has to end before its final response; why is in <see cref="EndReason"/>.</summary>
    public CancellationToken Cancellation
    {
        get
        {
            var source = Volatile.Read(ref _cancellation);
            if (source is null)
            {
                var made = new CancellationTokenSource();
                source = Interlocked.CompareExchange(ref _cancellation, made, null) ?? made;
                if (MustEnd)
                    source.Cancel();
            }

            return source.Token;
        }
    }

    /// <summary>Why the operation ended or has to end; None while it runs undisturbed. The first cause is kept.</summary>
    public OperationEndReason EndReason => (OperationEndReason)Volatile.Read(ref _endReason);

    /// <summary>True when the request has a data set that nobody has read.</summary>
    public bool HasDataSet => _body is not null && Volatile.Read(ref _bodyTaken) == 0;

    /// <summary>What the service found out when it was asked to begin and had to decline, for when it is called; null by default.</summary>
    public object? Prepared { get; set; }

    /// <summary>Number of pending responses given so far.</summary>
    public int PendingResponseCount => Volatile.Read(ref _pendingCount);

    /// <summary>The final response, once it is given. Its Error Comment and Offending Elements hold no patient data.</summary>
    public DimseResponse? FinalResponse { get; private set; }

    internal long Started { get; }

    /// <summary>What the observer calls this operation; 0 while it has not been told of it.</summary>
    internal long ObserverTicket { get; private set; }

    internal bool IsFinalGiven => Volatile.Read(ref _finalGiven) != 0;

    private bool MustEnd => EndReason is not (OperationEndReason.None or OperationEndReason.Completed);

    /// <summary>
    /// Reads the whole data set of the request, once. It may be kept. Completes at once for data sets up to
    /// <see cref="AssociationLimits.BufferedDataSetLength"/>.
    /// </summary>
    /// <param name="maxBytes">The longest data set taken, in bytes.</param>
    /// <exception cref="DataSetTooLargeException">It is longer; the rest is skipped.</exception>
    /// <exception cref="DicomFormatException">It cannot be read; an absent one is an empty data set and no error.</exception>
    /// <exception cref="OperationCanceledException">The operation has to end.</exception>
    public ValueTask<DicomDataSet> ReadDataSetAsync(int maxBytes)
    {
        var read = ReadDataSetBytesAsync(maxBytes);
        return read.IsCompletedSuccessfully ? new ValueTask<DicomDataSet>(Parse(read.Result)) : ParseLaterAsync(read);
    }

    /// <summary>As <see cref="ReadDataSetAsync"/>, and instead of it: the bytes, in the transfer syntax of the context.</summary>
    /// <param name="maxBytes">The longest data set taken, in bytes.</param>
    /// <exception cref="DataSetTooLargeException">It is longer; the rest is skipped.</exception>
    /// <exception cref="OperationCanceledException">The operation has to end.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadDataSetBytesAsync(int maxBytes)
    {
        if (TakeBody() is not { } body)
            return new ValueTask<ReadOnlyMemory<byte>>(ReadOnlyMemory<byte>.Empty);
        if (body.IsStreaming)
            return new ValueTask<ReadOnlyMemory<byte>>(ReadStreamAsync(body.OpenReader(), maxBytes));
        var bytes = body.TakeBytes();
        if (bytes.Length > maxBytes)
            throw new DataSetTooLargeException(maxBytes);
        return new ValueTask<ReadOnlyMemory<byte>>(bytes);
    }

    /// <summary>
    /// The data set's bytes as they lie in memory, without taking them: nothing is copied, and <see cref="ReadDataSetAsync"/> still gives
    /// them.
    /// </summary>
    /// <param name="bytes">Never changed; may be kept.</param>
    /// <returns>False when there is none, it was taken, or it is too long to lie in memory.</returns>
    public bool TryPeekDataSet(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!HasDataSet || _body is not { IsComplete: true, IsStreaming: false } body)
            return false;
        bytes = body.Bytes;
        return true;
    }

    /// <summary>
    /// The bytes of the data set as they come, in the transfer syntax of the context; instead of <see cref="ReadDataSetAsync"/>.
    /// What is left unread when the operation ends is skipped. While the reader is full, the association reads nothing else.
    /// </summary>
    public PipeReader OpenDataSet() => TakeBody()?.OpenReader() ?? PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>());

    /// <summary>
    /// Gives a response. It is put into the output of the association, which is written when the final response is in it, when it
    /// exceeds <see cref="AssociationLimits.OutputThreshold"/>, or by <see cref="FlushAsync"/>. Completes at once unless the peer does
    /// not read. The data set is encoded before the method returns.
    /// </summary>
    /// <param name="response">A response of the kind that answers the request.</param>
    /// <param name="dataSet">Its data set, if any.</param>
    /// <exception cref="OperationCanceledException">
    /// A pending response, and the operation has to end; or any, and the peer was answered already since the handler did not end in time.
    /// </exception>
    /// <exception cref="InvalidOperationException">The final response has been given.</exception>
    public ValueTask RespondAsync(DimseResponse response, IDataSetSource? dataSet = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (((ushort)response.CommandField & 0x7FFF) != (ushort)Request.CommandField)
            throw new ArgumentException($"{response.CommandField} does not answer {Request.CommandField}.", nameof(response));
        if (!response.IsFinal)
        {
            if (MustEnd)
                throw new OperationCanceledException(Cancellation);
            if (IsFinalGiven)
                throw new InvalidOperationException("The final response has been given.");
            _pendingCount++;
            return Association.Send(this, response, dataSet) ? Association.FlushAsync() : ValueTask.CompletedTask;
        }

        if (!TryGiveFinal(response, dataSet))
        {
            throw Volatile.Read(ref _isGivenUp)
                ? new OperationCanceledException(Cancellation)
                : new InvalidOperationException("The final response has been given.");
        }

        return Association.FlushAsync();
    }

    /// <summary>Writes what <see cref="RespondAsync"/> has gathered. To be called before waiting for something slow.</summary>
    public ValueTask FlushAsync() => Association.FlushAsync();

    /// <summary>
    /// Sees to it that what <see cref="RespondAsync"/> has gathered is written within 10 ms. To be called before code that may block its thread
    /// and so keep the caller from <see cref="FlushAsync"/>.
    /// </summary>
    public void FlushSoon() => Association.FlushSoon();

    /// <summary>True once: for whoever gives the final response. From now on the Message ID is the peer's to use again.</summary>
    internal bool ClaimFinal() => Interlocked.Exchange(ref _finalGiven, 1) == 0;

    /// <summary>Puts the final response into the output and frees the operation's place, in this order.</summary>
    /// <returns>False when it has been given before.</returns>
    private bool TryGiveFinal(DimseResponse response, IDataSetSource? dataSet)
    {
        if (!ClaimFinal())
            return false;
        try
        {
            Association.Send(this, response, dataSet);
        }
        catch
        {
            // Its data set could not be encoded, nothing was sent: the fault still needs an answer.
            Volatile.Write(ref _finalGiven, 0);
            throw;
        }

        FinalResponse = response;
        Interlocked.CompareExchange(ref _endReason, (int)OperationEndReason.Completed, (int)OperationEndReason.None);
        Association.OnFinalResponse(this);
        return true;
    }

    private MessageBody? TakeBody() => Interlocked.Exchange(ref _bodyTaken, 1) == 0 ? _body : null;

    private DicomDataSet Parse(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? new DicomDataSet() : DicomDataSet.Parse(bytes, PresentationContext.TransferSyntax);

    private async ValueTask<DicomDataSet> ParseLaterAsync(ValueTask<ReadOnlyMemory<byte>> read) => Parse(await read.ConfigureAwait(false));

    private async Task<ReadOnlyMemory<byte>> ReadStreamAsync(PipeReader reader, int maxBytes)
    {
        while (true)
        {
            var read = await reader.ReadAsync(Cancellation).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
            {
                await reader.CompleteAsync().ConfigureAwait(false);
                throw new DataSetTooLargeException(maxBytes);
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var bytes = new byte[read.Buffer.Length];
            System.Buffers.BuffersExtensions.CopyTo(read.Buffer, bytes);
            await reader.CompleteAsync().ConfigureAwait(false);
            return bytes;
        }
    }
}
