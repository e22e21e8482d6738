namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>What the server and a plugin's process say to each other.</summary>
internal enum MessageKind : ushort
{
    /// <summary>To the child, first: what to load. Answered by <see cref="Ready"/> or <see cref="Refused"/>.</summary>
    Start = 1,

    /// <summary>A worklist query: <see cref="Answers"/>, then <see cref="End"/> or <see cref="Failed"/>.</summary>
    Worklist = 2,

    /// <summary>A query of Query/Retrieve: likewise.</summary>
    Find = 3,

    /// <summary>Begins a C-MOVE: <see cref="MoveBegun"/> or <see cref="Failed"/>.</summary>
    MoveBegin = 4,

    /// <summary>Performs its next sub-operation: <see cref="MoveStepped"/> or <see cref="Failed"/>.</summary>
    MoveStep = 5,

    /// <summary>Ends it: <see cref="Done"/>.</summary>
    MoveEnd = 6,

    /// <summary>Offers a storage commitment transaction: <see cref="Taken"/> or <see cref="Failed"/>.</summary>
    CommitmentBegin = 7,

    /// <summary>Asks for instances: <see cref="Outcomes"/>, then <see cref="Done"/> or <see cref="Failed"/>.</summary>
    CommitmentLook = 8,

    /// <summary>Ends the transaction: <see cref="Done"/>.</summary>
    CommitmentEnd = 9,

    /// <summary>To the child, last: finalise the plugin. Answered by <see cref="Done"/>, with which the process ends.</summary>
    Stop = 10,

    /// <summary>From the child: the plugin runs, and what it answers.</summary>
    Ready = 32,

    /// <summary>The plugin cannot be loaded, or refused to start.</summary>
    Refused = 33,

    /// <summary>A line for the log; belongs to no call.</summary>
    Log = 34,

    /// <summary>Data sets that a callback added.</summary>
    Answers = 35,

    /// <summary>A query has ended well.</summary>
    End = 36,

    /// <summary>A call has failed, with a status.</summary>
    Failed = 37,

    /// <summary>A C-MOVE has begun: how many sub-operations it has.</summary>
    MoveBegun = 38,

    /// <summary>A sub-operation was performed.</summary>
    MoveStepped = 39,

    /// <summary>Whether the plugin took a transaction.</summary>
    Taken = 40,

    /// <summary>What became of some instances.</summary>
    Outcomes = 41,

    /// <summary>It is done; there is nothing to say.</summary>
    Done = 42,
}
