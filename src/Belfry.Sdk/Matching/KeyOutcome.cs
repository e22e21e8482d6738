namespace Belfry.Sdk;

/// <summary>What became of one key.</summary>
public enum KeyOutcome
{
    /// <summary>The key sets no condition.</summary>
    Unconstrained,

    /// <summary>The condition is met.</summary>
    Met,

    /// <summary>There is no such attribute, or no such sequence.</summary>
    Absent,

    /// <summary>The attribute is there without a value, or the sequence without an item; nothing but universal matching meets that.</summary>
    Empty,

    /// <summary>There is a value, and it does not match.</summary>
    Different,
}
