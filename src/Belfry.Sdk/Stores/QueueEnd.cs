namespace Belfry.Sdk;

/// <summary>An end of a queue.</summary>
public enum QueueEnd
{
    /// <summary>What was put in first.</summary>
    Front,

    /// <summary>What was put in last.</summary>
    Back,
}
