using Microsoft.Extensions.Logging;

namespace Belfry.Jobs;

/// <content>What is logged.</content>
public sealed partial class JobEngine
{
    [LoggerMessage(8001, LogLevel.Debug, "Job {Kind} {Id} submitted")]
    private partial void LogSubmitted(string kind, Guid id);

    [LoggerMessage(8002, LogLevel.Information, "Job {Kind} {Id} ended: {State}, code {Code}")]
    private partial void LogEnded(string kind, Guid id, JobState state, int code);

    [LoggerMessage(8003, LogLevel.Warning, "Job {Kind} {Id} failed ({Description}: {Details}); tried again in {Delay}")]
    private partial void LogRetry(string kind, Guid id, string description, string? details, TimeSpan delay);

    [LoggerMessage(8004, LogLevel.Information, "{Command} of job {Kind} {Id}")]
    private partial void LogCommand(JobCommand command, string kind, Guid id);

    [LoggerMessage(8005, LogLevel.Error, "The worker of job {Kind} {Id} failed by a fault")]
    private partial void LogFault(string kind, Guid id, Exception fault);

    [LoggerMessage(8006, LogLevel.Warning, "The lease of job {Kind} {Id} is lost; this run of it does not count")]
    private partial void LogLost(string kind, Guid id);

    [LoggerMessage(8007, LogLevel.Error, "The database of jobs cannot be used ({Doing}); tried again in {Delay}")]
    private partial void LogDatabase(string doing, TimeSpan delay, Exception fault);

    [LoggerMessage(8008, LogLevel.Warning, "The server stops while job {Kind} {Id} does not; it is taken up at the next start")]
    private partial void LogHangs(string kind, Guid id);

    [LoggerMessage(8009, LogLevel.Debug, "Job {Kind} {Id} runs")]
    private partial void LogRuns(string kind, Guid id);
}
