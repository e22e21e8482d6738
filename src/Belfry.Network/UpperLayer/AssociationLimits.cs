namespace Belfry.Network;

/// <summary>
/// What an association grants its peer, in bytes, numbers and time. Immutable; an association keeps those it began with.
/// Setters throw <see cref="ArgumentOutOfRangeException"/> for values outside of what they document.
/// For timeouts, <see cref="Timeout.InfiniteTimeSpan"/> means none.
/// </summary>
public sealed record AssociationLimits
{
    /// <summary>The smallest <see cref="MaxPduLength"/>.</summary>
    public const int SmallestMaxPduLength = 4096;

    /// <summary>The greatest <see cref="MaxPduLength"/>.</summary>
    public const int GreatestMaxPduLength = 131072;

    /// <summary>The defaults.</summary>
    public static AssociationLimits Default { get; } = new();

    /// <summary>
    /// Longest P-DATA-TF taken and sent, in bytes (PS3.8 §D.1), 4096 to 131072. 16384: what Orthanc and DCMTK offer.
    /// </summary>
    public int MaxPduLength { get; init => field = Within(value, SmallestMaxPduLength, GreatestMaxPduLength); } = 16384;

    /// <summary>Longest A-ASSOCIATE-RQ or -AC taken, in bytes. 256 KiB: 128 contexts of 64 transfer syntaxes and a large token fit.</summary>
    public int MaxAssociatePduLength { get; init => field = Within(value, 1024, 16 * 1024 * 1024); } = 256 * 1024;

    /// <summary>Longest User Information item taken, in bytes. 64 KiB, which is all that its length field can say.</summary>
    public int MaxUserInformationLength { get; init => field = Within(value, 64, 65535); } = 65535;

    /// <summary>Most presentation contexts in a request. 128: all that odd numbers up to 255 allow.</summary>
    public int MaxPresentationContexts { get; init => field = Within(value, 1, 128); } = 128;

    /// <summary>Most transfer syntaxes in one context. 64: the registry has about as many.</summary>
    public int MaxTransferSyntaxes { get; init => field = Within(value, 1, 1024); } = 64;

    /// <summary>Longest command set taken, in bytes. 16 KiB: the longest regular one, N-GET with some 500 attributes, needs 4 KiB.</summary>
    public int MaxCommandLength { get; init => field = Within(value, 256, 1024 * 1024); } = 16 * 1024;

    /// <summary>
    /// A data set up to this length, in bytes, is received whole before its operation starts; a longer one is streamed to it.
    /// 64 KiB: identifiers are a few hundred bytes.
    /// </summary>
    public int BufferedDataSetLength { get; init => field = Within(value, 1024, 16 * 1024 * 1024); } = 64 * 1024;

    /// <summary>Longest data set of a response that a requestor takes, in bytes; a longer one aborts. 16 MiB.</summary>
    public int MaxReplyDataSetLength { get; init => field = Within(value, 1024, int.MaxValue); } = 16 * 1024 * 1024;

    /// <summary>Most operations that the peer may have running at once, if it negotiates a window (PS3.7 §D.3.3.3). 8.</summary>
    public int MaxOperationsPerformed { get; init => field = Within(value, 1, 256); } = 8;

    /// <summary>Responses wait for the peer to read when more than this many bytes are unsent. 64 KiB.</summary>
    public int OutputThreshold { get; init => field = Within(value, 1024, 16 * 1024 * 1024); } = 64 * 1024;

    /// <summary>
    /// ARTIM (PS3.8 §9.1.4): how long to wait for an A-ASSOCIATE-RQ after the connection, for the answer to ours, and for the peer to
    /// close after the end. 30 s.
    /// </summary>
    public TimeSpan ArtimTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// In place of <see cref="ArtimTimeout"/> when the listener stops: how long the peer may take to close after the A-ABORT, rejection
    /// or release that ended its association; then this side closes. 1 s: what was sent has long arrived, and a peer that does not
    /// close must not hold up the stop.
    /// </summary>
    public TimeSpan ClosingTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(1);

    /// <summary>An association whose peer is silent for this long while nothing runs is aborted. 30 s, as Orthanc's DicomScpTimeout.</summary>
    public TimeSpan IdleTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>A peer that does not read what was sent for this long loses its association. 30 s.</summary>
    public TimeSpan WriteTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long an operation that this side invoked waits for the next response. None by default.</summary>
    public TimeSpan ResponseTimeout { get; init => field = Positive(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long to wait for the last response after a C-CANCEL, for A-RELEASE-RP after A-RELEASE-RQ, and for running operations after
    /// the peer's A-RELEASE-RQ. 10 s.
    /// </summary>
    public TimeSpan ReleaseTimeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the handler of a C-FIND may go on after a C-CANCEL. Then the request is answered with FE00H without it, and the peer may ask again; what
    /// the handler still says goes nowhere. 2 s.
    /// </summary>
    public TimeSpan CancelGrace { get; init => field = Positive(value); } = TimeSpan.FromSeconds(2);

    private static int Within(int value, int least, int greatest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, greatest);
        return value;
    }

    private static TimeSpan Positive(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }
}
