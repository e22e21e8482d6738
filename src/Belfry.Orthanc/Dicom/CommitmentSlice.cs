using System.Threading.Channels;
using Belfry.Sdk;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// Lookups that a lane does in one go, so that quick ones cost no change of thread each. Their answers can be read while it runs, and what is not
/// read stays. It ends after a time, so that a transaction does not keep its place from others while it can be helped.
/// </summary>
internal sealed class CommitmentSlice(IReadOnlyList<ReferencedInstance> references, int start)
{
    // So many answers are kept at most while nobody reads them.
    private const int MaxCount = 256;

    // Two changes of thread are under a hundredth of it.
    private static readonly TimeSpan s_time = TimeSpan.FromMilliseconds(5);

    private readonly Channel<CommitmentAnswer> _answers =
        Channel.CreateUnbounded<CommitmentAnswer>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private volatile bool _ended;

    /// <summary>Where the next slice starts; final when the slice has ended.</summary>
    public int Next { get; private set; } = start;

    /// <summary>Whether no lookup of it runs any more.</summary>
    public bool HasEnded => _ended;

    /// <summary>Looks, at least once unless it is cancelled. Runs on the lane.</summary>
    /// <param name="look">Answers for an instance.</param>
    /// <param name="cancellation">Nothing more is looked for after it; what runs is not interrupted.</param>
    public void Run(Func<ReferencedInstance, CommitmentOutcome> look, CancellationToken cancellation)
    {
        var end = Math.Min(references.Count, Next + MaxCount);
        var began = TimeProvider.System.GetTimestamp();
        Exception? failure = null;
        try
        {
            do
            {
                if (cancellation.IsCancellationRequested)
                    break;
                var reference = references[Next];
                _answers.Writer.TryWrite(new CommitmentAnswer(reference, look(reference)));
                Next++;
            }
            while (Next < end && TimeProvider.System.GetElapsedTime(began) < s_time);
        }
        catch (Exception fault)
        {
            // It belongs to the reader.
            failure = fault;
        }

        _ended = true;
        _answers.Writer.Complete(failure);
    }

    /// <summary>The answers that nobody has read yet, as they come, until the slice has ended.</summary>
    public IAsyncEnumerable<CommitmentAnswer> ReadAsync(CancellationToken cancellation) => _answers.Reader.ReadAllAsync(cancellation);
}
