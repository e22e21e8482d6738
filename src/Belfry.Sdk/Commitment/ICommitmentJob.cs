namespace Belfry.Sdk;

/// <summary>The durable job that a storage commitment transaction is performed by. Thread-safe.</summary>
public interface ICommitmentJob
{
    /// <summary>The job's identifier, as the jobs of REST show it.</summary>
    string Id { get; }

    /// <summary>How often the job has been started, this time included: more than once after a restart or a resubmission.</summary>
    int Attempt { get; }

    /// <summary>
    /// Tells how far the handler is, for those who watch the job. Without it the part of the references that is answered is shown.
    /// </summary>
    /// <param name="fraction">From 0 to 1; others are taken as the nearer of the two.</param>
    void ReportProgress(double fraction);
}
