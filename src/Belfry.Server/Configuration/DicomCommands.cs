namespace Belfry.Server.Configuration;

/// <summary>What a caller may ask for, as the configuration speaks of it.</summary>
[Flags]
internal enum DicomCommands
{
    None = 0,
    Echo = 1,
    Store = 2,
    Find = 4,
    FindWorklist = 8,
    Get = 16,
    Move = 32,
    StorageCommitment = 64,
    All = Echo | Store | Find | FindWorklist | Get | Move | StorageCommitment,
}
