namespace Belfry.Archive;

/// <summary>What became of a change of what is beside a resource.</summary>
public enum ExtraOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>There is no such resource, or it has nothing of the number.</summary>
    Missing,

    /// <summary>What is there is another revision than expected.</summary>
    Conflict,
}
