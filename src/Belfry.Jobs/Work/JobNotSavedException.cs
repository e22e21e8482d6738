namespace Belfry.Jobs;

/// <summary>
/// A step of a job could not be saved, since the database cannot be written, as on a full disk. A worker that lets it go is run again from its last
/// checkpoint when it can.
/// </summary>
/// <param name="cause">What the database said.</param>
public sealed class JobNotSavedException(IOException cause) : IOException("The step of the job was not saved.", cause);
