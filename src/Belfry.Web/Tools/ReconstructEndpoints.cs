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
        var body = await JobRequestBody.ReadAsync(context);
        var (job, isNew) = await jobs.SubmitAsync(IndexRebuildWorker.CreateJob(body.Terms.Priority, body.Terms.UserData), context.RequestAborted);
        if (isNew)
            await JobAnswers.WriteAsync(context, jobs, job, body);
        else
            context.Response.StatusCode = StatusCodes.Status409Conflict;
    }
}
