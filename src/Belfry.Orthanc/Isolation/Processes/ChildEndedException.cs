namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>A plugin's process ended while a call was in it.</summary>
/// <param name="end">Why.</param>
/// <param name="mayBeInnocent">Another call may have been the cause: it is worth asking again.</param>
internal sealed class ChildEndedException(ChildEnd end, bool mayBeInnocent) : Exception($"The plugin's process is over: {end.Text}.")
{
    /// <summary>Why the process is over.</summary>
    public ChildEnd End { get; } = end;

    /// <summary>True when another call ran beside this one, and it is not known which ended the process.</summary>
    public bool MayBeInnocent { get; } = mayBeInnocent;

    /// <summary>True when the process had answered before: what ran then may have left damage that showed now.</summary>
    public bool HadOthersBefore { get; init; }
}
