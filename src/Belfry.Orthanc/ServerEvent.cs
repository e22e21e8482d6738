namespace Belfry.Orthanc;

/// <summary>Something that happens in the server, of which change callbacks are told.</summary>
public enum ServerEvent
{
    /// <summary>The server serves: routes, archive and ports are there.</summary>
    Started,

    /// <summary>The server is about to stop: all is still there.</summary>
    Stopped,

    /// <summary>A job was submitted.</summary>
    JobSubmitted,

    /// <summary>A job has ended well.</summary>
    JobSuccess,

    /// <summary>A job has failed.</summary>
    JobFailure,
}
