using Belfry.Jobs;

namespace Belfry.Services;

/// <summary>How somebody wants a job to be done. Immutable.</summary>
/// <param name="Priority">A higher one comes first.</param>
/// <param name="UserData">The text of any JSON that is to be found again; null for none.</param>
public sealed record JobTerms(int Priority = 0, string? UserData = null)
{
    /// <summary>The job.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="lane">Whom it keeps busy.</param>
    /// <param name="arguments">What its worker reads.</param>
    /// <param name="content">What is shown of it.</param>
    internal NewJob Create(string kind, string lane, ReadOnlyMemory<byte> arguments, string content) =>
        new() { Kind = kind, Lane = lane, Arguments = arguments, Content = content, Priority = Priority, UserData = UserData };
}
