using System.Buffers.Binary;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>What is known of the references of a transaction: the state that its job is checkpointed with. Not thread-safe.</summary>
internal sealed class CommitmentOutcomes
{
    // Other values are failure reasons.
    private const ushort Unanswered = 0xFFFF;
    private const ushort Committed = 0;

    private readonly IReadOnlyList<ReferencedInstance> _references;
    private readonly ushort[] _codes;
    private Dictionary<ReferencedInstance, List<int>>? _places;
    private int _next;

    /// <param name="references">The references of the transaction.</param>
    /// <param name="checkpoint">What <see cref="ToBytes"/> gave; empty for nothing yet.</param>
    public CommitmentOutcomes(IReadOnlyList<ReferencedInstance> references, ReadOnlySpan<byte> checkpoint)
    {
        _references = references;
        _codes = new ushort[references.Count];
        if (checkpoint.IsEmpty)
        {
            Array.Fill(_codes, Unanswered);
            return;
        }

        var titleLength = checkpoint[0];
        RetrieveAETitle = titleLength == 0 ? null : AETitle.Parse(System.Text.Encoding.ASCII.GetString(checkpoint[1..(1 + titleLength)]));
        var codes = checkpoint[(1 + titleLength)..];
        for (var i = 0; i < _codes.Length; i++)
        {
            _codes[i] = BinaryPrimitives.ReadUInt16LittleEndian(codes[(2 * i)..]);
            AnsweredCount += _codes[i] == Unanswered ? 0 : 1;
        }
    }

    /// <summary>Where the committed ones can be retrieved from; null when nobody said.</summary>
    public AETitle? RetrieveAETitle { get; set; }

    /// <summary>How many references are answered.</summary>
    public int AnsweredCount { get; private set; }

    /// <summary>How many are not.</summary>
    public int OpenCount => _codes.Length - AnsweredCount;

    /// <summary>True when all are.</summary>
    public bool IsComplete => AnsweredCount == _codes.Length;

    /// <summary>Those that are not answered, in the order of the request.</summary>
    public IReadOnlyList<ReferencedInstance> Open()
    {
        if (AnsweredCount == 0)
            return _references;
        var open = new List<ReferencedInstance>(_codes.Length - AnsweredCount);
        for (var i = 0; i < _codes.Length; i++)
        {
            if (_codes[i] == Unanswered)
                open.Add(_references[i]);
        }

        return open;
    }

    /// <summary>Takes an answer. The first for a reference counts.</summary>
    /// <returns>False when it is for an instance that nobody asked for.</returns>
    public bool Take(CommitmentAnswer answer)
    {
        // Most handlers answer in the order of the request.
        while (_next < _codes.Length && _codes[_next] != Unanswered)
            _next++;
        if (_next < _codes.Length && _references[_next] == answer.Instance && _places is null)
        {
            Set(_next, CodeOf(answer.Outcome));
            return true;
        }

        _places ??= MakePlaces();
        if (!_places.TryGetValue(answer.Instance, out var places))
            return false;
        foreach (var place in places)
            Set(place, CodeOf(answer.Outcome));
        return true;
    }

    /// <summary>Answers all that nobody answered; one that is the same as another that was answered gets the answer of that.</summary>
    /// <returns>How many got the reason.</returns>
    public int Fill(CommitmentFailureReason reason)
    {
        if (IsComplete)
            return 0;
        var count = 0;
        foreach (var places in MakePlaces().Values)
        {
            var code = places.Select(place => _codes[place]).FirstOrDefault(static code => code != Unanswered, Unanswered);
            if (code == Unanswered)
            {
                code = (ushort)reason;
                count += places.Count;
            }

            foreach (var place in places)
                Set(place, code);
        }

        return count;
    }

    /// <summary>The report, once all are answered.</summary>
    public CommitmentReport ToReport(DicomUid transactionUid)
    {
        List<ReferencedInstance> committed = [];
        List<FailedReference> failed = [];
        for (var i = 0; i < _codes.Length; i++)
        {
            if (_codes[i] == Committed)
                committed.Add(_references[i]);
            else
                failed.Add(new FailedReference(_references[i], (CommitmentFailureReason)_codes[i]));
        }

        return new CommitmentReport(transactionUid, committed, failed) { RetrieveAETitle = RetrieveAETitle ?? default };
    }

    /// <summary>The state to go on from.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var title = RetrieveAETitle?.Value ?? "";
        var bytes = new byte[1 + title.Length + (2 * _codes.Length)];
        bytes[0] = (byte)System.Text.Encoding.ASCII.GetBytes(title, bytes.AsSpan(1));
        for (var i = 0; i < _codes.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(1 + title.Length + (2 * i)), _codes[i]);
        return bytes;
    }

    private static ushort CodeOf(CommitmentOutcome outcome) => outcome.FailureReason is { } reason ? (ushort)reason : Committed;

    private void Set(int place, ushort code)
    {
        if (_codes[place] != Unanswered)
            return;
        _codes[place] = code;
        AnsweredCount++;
    }

    private Dictionary<ReferencedInstance, List<int>> MakePlaces()
    {
        var places = new Dictionary<ReferencedInstance, List<int>>(_codes.Length);
        for (var i = 0; i < _codes.Length; i++)
        {
            if (!places.TryGetValue(_references[i], out var same))
                places.Add(_references[i], same = []);
            same.Add(i);
        }

        return places;
    }
}
