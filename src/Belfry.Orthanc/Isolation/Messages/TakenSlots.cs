namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>Families that have one callback in the whole server.</summary>
[Flags]
internal enum TakenSlots : byte
{
    None = 0,
    Worklist = 1,
    Find = 2,
    Move = 4,
}
