namespace Belfry.Services;

/// <summary>Options of C-STORE as SCU. Immutable.</summary>
public sealed record StoreScuOptions
{
    /// <summary>The defaults.</summary>
    public static StoreScuOptions Default { get; } = new();

    /// <summary>
    /// Longest wait for a connection, and as long again for the answer to the association (<c>DicomScuTimeout</c>). 10 s, as the reference
    /// host: who does not answer in that time is not there.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// False sends every instance as it is stored or not at all, to modalities and to the peers of C-GET, whatever
    /// <see cref="RemoteModality.AllowTranscoding"/> says (<c>TranscodeDicomProtocol</c>). Default: true.
    /// </summary>
    public bool Converts { get; init; } = true;

    /// <summary>
    /// Longest wait for the response to an instance after its last byte is sent. 60 s: archives write and index a long one first. The time to
    /// send is not counted; a peer that reads nothing for the association's write time-out is given up.
    /// </summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
