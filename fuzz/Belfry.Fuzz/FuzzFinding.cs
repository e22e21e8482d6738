namespace Belfry.Fuzz;

/// <summary>What a target throws when the code under it did not throw, but did the wrong thing.</summary>
public sealed class FuzzFinding(string message) : Exception(message)
{
    /// <summary>Throws unless it holds.</summary>
    public static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new FuzzFinding(message);
    }
}
