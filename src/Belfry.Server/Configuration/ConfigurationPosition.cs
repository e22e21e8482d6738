namespace Belfry.Server.Configuration;

/// <summary>Where a value was written, for messages to the operator.</summary>
/// <param name="File">The file, as it was given.</param>
/// <param name="Line">Its line, from 1; 0 when there is none.</param>
internal readonly record struct ConfigurationPosition(string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}
