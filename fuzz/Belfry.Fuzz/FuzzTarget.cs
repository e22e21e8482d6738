namespace Belfry.Fuzz;

/// <summary>One parser: any bytes end in a value or in the error that the parser documents; everything else is a finding.</summary>
/// <param name="Corpus">Folder of the corpus, below <c>fuzz/corpus</c>.</param>
/// <param name="Run">Takes one input; throws what must not be thrown.</param>
public sealed record FuzzTarget(string Corpus, Action<byte[]> Run);
