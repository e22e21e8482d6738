namespace Belfry.Archive;

/// <summary>What becomes of an instance that is there already (<c>OverwriteInstances</c>).</summary>
public enum OverwritePolicy
{
    /// <summary>The first stays; the sender is told success.</summary>
    Never,

    /// <summary>The new one takes its place.</summary>
    Always,

    /// <summary>The new one takes its place when its bytes differ.</summary>
    IfChanged,
}
