namespace Belfry.Fuzz;

/// <summary>One parser: any bytes end in a value or in the error that the parser documents; everything else is a finding.</summary>
/// <param name="Corpus">Folder of the corpus, below <c>fuzz/corpus</c>.</param>
/// <param name="Body">Takes one input; throws what must not be thrown.</param>
public sealed record FuzzTarget(string Corpus, Action<byte[]> Body)
{
    // What any input may cost besides: tables and pools that are filled once, and inflating 1 MiB with its elements.
    private const long FixedBytes = 64L * 1024 * 1024;

    // The dearest seeds take some 300 bytes for each of theirs.
    private const long BytesPerInputByte = 8192;

    /// <summary>Changes an input by what it means, with another one to take from; null for a target whose inputs are only bytes.</summary>
    internal Func<byte[], byte[], Random, byte[]>? Mutator { get; init; }

    /// <summary>Takes one input; throws what must not be thrown, or when it cost more memory than its length justifies.</summary>
    public void Run(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Body(input);
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;
        FuzzFinding.Unless(cost <= FixedBytes + (BytesPerInputByte * input.Length), $"{input.Length} bytes of input cost {cost} bytes of memory.");
    }
}
