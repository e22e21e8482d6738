using Belfry.Jobs;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What is answered to a request that submits a job: at once, or when the job is over.</summary>
internal static class JobAnswers
{
    /// <summary>Answers as the request wants it.</summary>
    public static Task WriteAsync(HttpContext context, JobEngine jobs, Job job, JobRequestBody body) =>
        body.IsSynchronous ? WriteEndAsync(context, jobs, job.Id) : WriteSubmittedAsync(context, job);

    /// <summary>Answers with the job's name, without waiting for it.</summary>
    private static Task WriteSubmittedAsync(HttpContext context, Job job) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("ID", job.Id.ToString("D"));
        writer.WriteString("Path", $"/jobs/{job.Id:D}");
        writer.WriteEndObject();
    });

    /// <summary>
    /// Waits for a job, and answers with its content, or with why it failed. A client that goes away leaves the job as it is.
    /// </summary>
    private static async Task WriteEndAsync(HttpContext context, JobEngine jobs, Guid id)
    {
        Job? job;
        try
        {
            job = await jobs.WaitForAsync(id, context.RequestAborted);
        }
        catch (Exception fault) when (fault is ObjectDisposedException or OperationCanceledException)
        {
            // The server stops, or nobody listens: the job goes on, now or after the next start.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (job is { State: JobState.Success })
            await JsonAnswers.WriteAsync(context, writer => JobJson.WriteSorted(writer, job.Content));
        else
            throw FailureOf(job?.Error ?? JobError.Internal);
    }

    private static RestException FailureOf(JobError error) => new(RestError.Of(error), error.Details);
}
