using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Http;

/// <summary>What an OrthancPluginPeers stands for: the peers as they were when it was made, and the texts that a plugin was given of them.</summary>
internal sealed unsafe class PeerList(IReadOnlyList<OrthancPeer> peers) : IDisposable
{
    private readonly NativeTexts _texts = new();
    private readonly Lock _lock = new();

    /// <summary>How many.</summary>
    public int Count => peers.Count;

    /// <summary>One of them.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public OrthancPeer Get(uint index) => index < peers.Count ? peers[(int)index] : throw new ServiceException(OrthancErrorCode.ParameterOutOfRange);

    /// <summary>A text that lives as long as the list.</summary>
    public byte* Keep(string text)
    {
        lock (_lock)
            return _texts.Text(text);
    }

    public void Dispose()
    {
        lock (_lock)
            _texts.Dispose();
    }
}
