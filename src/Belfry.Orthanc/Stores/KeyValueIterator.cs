using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Lanes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Stores;

/// <summary>What an OrthancPluginKeysValuesIterator stands for: it stands before the first pair at first. One thread at a time.</summary>
internal sealed class KeyValueIterator(IPluginStores stores, string store) : IDisposable
{
    private readonly IAsyncEnumerator<KeyValuePair<string, ReadOnlyMemory<byte>>> _pairs = stores.ListAsync(store).GetAsyncEnumerator();
    private bool _isOnPair;

    /// <summary>The texts that the plugin was given; the newest lives until the next step.</summary>
    public NativeTexts Texts { get; private set; } = new();

    /// <summary>The pair that it stands on.</summary>
    /// <exception cref="ServiceException">It stands on none.</exception>
    public KeyValuePair<string, ReadOnlyMemory<byte>> Current => _isOnPair
        ? _pairs.Current
        : throw new ServiceException(OrthancErrorCode.BadSequenceOfCalls, "The iterator stands on no key.");

    /// <summary>Goes on; false at the end.</summary>
    public bool Next()
    {
        Texts.Dispose();
        Texts = new NativeTexts();
        return _isOnPair = LaneWait.For(_pairs.MoveNextAsync());
    }

    public void Dispose()
    {
        Texts.Dispose();
        LaneWait.For(_pairs.DisposeAsync());
    }
}
