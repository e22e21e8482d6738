namespace Belfry.Network;

/// <summary>What <see cref="OperationTable.Admit"/> decided.</summary>
internal enum Admission
{
    /// <summary>It may start.</summary>
    Runs,

    /// <summary>It starts when another has ended.</summary>
    Waits,

    /// <summary>One with its Message ID runs or waits.</summary>
    IsDuplicate,

    /// <summary>The peer has far exceeded the window.</summary>
    IsTooMany,
}
