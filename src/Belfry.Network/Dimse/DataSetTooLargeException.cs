namespace Belfry.Network;

/// <summary>The data set of a message is longer than its reader allows. Its rest is skipped; the association lives on.</summary>
public sealed class DataSetTooLargeException : Exception
{
    /// <param name="limit">The limit, in bytes.</param>
    public DataSetTooLargeException(int limit)
        : base($"The data set is longer than {limit} bytes.") => Limit = limit;

    /// <summary>The limit, in bytes.</summary>
    public int Limit { get; }
}
