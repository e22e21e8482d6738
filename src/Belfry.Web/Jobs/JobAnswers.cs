using System.Text.Json;
using Belfry.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Belfry.Web;

/// <summary>What is answered to a request that submits a job: at once, or when the job is over.</summary>
internal static class JobAnswers
{
    /// <summary>Answers as JSON.</summary>
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            write(writer);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    /// <summary>Answers with the job's name, without waiting for it.</summary>
    public static Task WriteSubmittedAsync(HttpContext context, Job job) => WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("ID", job.Id.ToString("D"));
        writer.WriteString("Path", $"/jobs/{job.Id:D}");
        writer.WriteEndObject();
    });

    /// <summary>
    /// Waits for a job, and answers with its content, or with why it failed. A client that goes away leaves the job as it is.
    /// </summary>
    public static async Task WriteEndAsync(HttpContext context, JobEngine jobs, Guid id)
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
            await WriteAsync(context, writer => JobJson.WriteSorted(writer, job.Content));
        else
            await WriteFailureAsync(context, job?.Error ?? JobError.Internal);
    }

    private static Task WriteFailureAsync(HttpContext context, JobError error)
    {
        const int Status = StatusCodes.Status500InternalServerError;
        context.Response.StatusCode = Status;
        return WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            if (error.Details is not null)
                writer.WriteString("Details", error.Details);
            writer.WriteString("HttpError", ReasonPhrases.GetReasonPhrase(Status));
            writer.WriteNumber("HttpStatus", Status);
            writer.WriteString("Message", error.Description);
            writer.WriteString("Method", context.Request.Method);
            writer.WriteString("OrthancError", error.Description);
            writer.WriteNumber("OrthancStatus", error.Code);
            writer.WriteString("Uri", context.Request.Path);
            writer.WriteEndObject();
        });
    }
}
