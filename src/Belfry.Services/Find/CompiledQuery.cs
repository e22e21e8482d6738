using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// An identifier with all that is made of it once: its keys for matching and its keys for shaping answers. Immutable but for a shaper that
/// is kept between operations. Thread-safe.
/// </summary>
internal class CompiledQuery
{
    private readonly AnswerShaper _shaper;
    private AnswerShaper? _spare;

    /// <param name="identifier">The encoded identifier, not changed afterwards.</param>
    /// <param name="transferSyntax">How it is encoded, and how its answers will be; not deflated.</param>
    /// <param name="terms">How it is understood.</param>
    /// <param name="matcher">Its keys, compiled.</param>
    /// <param name="shaper">Its keys as answers must have them.</param>
    protected CompiledQuery(
        ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms, DataSetMatcher matcher, AnswerShaper shaper)
    {
        Identifier = identifier;
        TransferSyntax = transferSyntax;
        Terms = terms;
        Matcher = matcher;
        _shaper = shaper;
        _spare = shaper;
    }

    /// <summary>The encoded identifier.</summary>
    public ReadOnlyMemory<byte> Identifier { get; }

    /// <summary>How it is encoded.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>How it is understood.</summary>
    public FindTerms Terms { get; }

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

    /// <summary>Reads an identifier.</summary>
    /// <exception cref="DicomFormatException">It is no data set.</exception>
    protected static DicomDataSet Parse(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax) =>
        identifier.IsEmpty ? new DicomDataSet() : DicomDataSet.Parse(identifier, transferSyntax);
}
