using Belfry.Archive;
using Belfry.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The route that builds the index anew.</summary>
public static class ReconstructEndpoints
{
    /// <summary>
    /// Adds <c>POST /tools/reconstruct</c>: a job <c>IndexRebuild</c>. Answers when all is done, as the reference host does, with what came of it; with
    /// <c>"Asynchronous" : true</c> at once with the job. A client that goes away does not end it. 409 while another one is not over.
    /// </summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="jobs">Has the kind <see cref="IndexRebuildWorker.KindName"/>.</param>
    public static void MapReconstruct(this IEndpointRouteBuilder routes, JobEngine jobs)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(jobs);
        routes.MapMethods("/tools/reconstruct", [HttpMethods.Post], context => RunAsync(context, jobs));
    }

    private static async Task RunAsync(HttpContext context, JobEngine jobs)
    {
        if (await JobRequestBody.ReadAsync(context.Request) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var (job, isNew) = await jobs.SubmitAsync(IndexRebuildWorker.CreateJob(body.Priority, body.UserData), context.RequestAborted);
        if (!isNew)
            context.Response.StatusCode = StatusCodes.Status409Conflict;
        else if (body.IsSynchronous)
            await JobAnswers.WriteEndAsync(context, jobs, job.Id);
        else
            await JobAnswers.WriteSubmittedAsync(context, job);
    }
}
