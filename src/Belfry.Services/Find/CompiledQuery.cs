using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// An identifier with all that is made of it once: its keys for matching and its keys for shaping answers. Immutable but for a shaper that
/// is kept between operations. Thread-safe.
/// </summary>
internal sealed class CompiledQuery
{
    private readonly AnswerShaper _shaper;
    private AnswerShaper? _spare;

    /// <param name="identifier">The encoded identifier, not changed afterwards.</param>
    /// <param name="transferSyntax">How it is encoded, and how its answers will be; not deflated.</param>
    /// <param name="isInModel">Whether the information model has an attribute, given the sequence it is in.</param>
    /// <param name="policy">How keys are matched.</param>
    /// <exception cref="DicomFormatException">The identifier is no data set.</exception>
    /// <exception cref="DimseStatusException">The query cannot be understood.</exception>
    public CompiledQuery(
        ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, Func<DicomTag, DicomTag, bool> isInModel, MatchingPolicy policy)
    {
        Identifier = identifier;
        TransferSyntax = transferSyntax;
        var keys = identifier.IsEmpty ? new DicomDataSet() : DicomDataSet.Parse(identifier, transferSyntax);
        Matcher = DataSetMatcher.Compile(keys, policy);
        _shaper = new AnswerShaper(keys, Matcher, isInModel, policy.DefaultCharacterSet, transferSyntax);
        _spare = _shaper;
    }

    /// <summary>The encoded identifier.</summary>
    public ReadOnlyMemory<byte> Identifier { get; }

    /// <summary>How it is encoded.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>The keys, compiled.</summary>
    public DataSetMatcher Matcher { get; }

    /// <summary>A shaper that has seen no answer yet, for one operation.</summary>
    public AnswerShaper TakeShaper() => Interlocked.Exchange(ref _spare, null) ?? new AnswerShaper(_shaper);

    /// <summary>Gives a shaper back that is not used any more. One with a large buffer is not kept.</summary>
    public void GiveBack(AnswerShaper shaper)
    {
        if (!shaper.HasLargeBuffer)
            Volatile.Write(ref _spare, shaper.Reset());
    }
}
