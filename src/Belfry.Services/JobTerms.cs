using Belfry.Jobs;

namespace Belfry.Services;

/// <summary>How somebody wants a job to be done. Immutable.</summary>
/// <param name="Priority">A higher one comes first.</param>
/// <param name="UserData">The text of any JSON that is to be found again; null for none.</param>
public sealed record JobTerms(int Priority = 0, string? UserData = null)
{
    /// <summary>The job.</summary>
    internal NewJob Create(string kind, ReadOnlyMemory<byte> arguments, string content) =>
        new() { Kind = kind, Arguments = arguments, Content = content, Priority = Priority, UserData = UserData };
}
