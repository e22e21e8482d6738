namespace Belfry.Network;

/// <summary>Priority (0000,0700) of a composite request (PS3.7 §9.1.1.1.7). A wish: nobody is bound to follow it.</summary>
public enum DimsePriority : ushort
{
    /// <summary>Medium.</summary>
    Medium = 0,

    /// <summary>High.</summary>
    High = 1,

    /// <summary>Low.</summary>
    Low = 2,
}
