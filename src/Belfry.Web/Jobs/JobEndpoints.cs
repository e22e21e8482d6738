using Belfry.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show jobs and steer them.</summary>
public static class JobEndpoints
{
    private static readonly (string Name, JobCommand Command)[] _commands =
    [
        ("cancel", JobCommand.Cancel), ("pause", JobCommand.Pause), ("resume", JobCommand.Resume), ("resubmit", JobCommand.Resubmit),
    ];

    private static readonly Job _example = new() { Id = Guid.Empty, Kind = "", Completed = DateTimeOffset.UnixEpoch, UserData = "null", Runtime = TimeSpan.FromSeconds(0.5) };

    /// <summary>
    /// Adds <c>/jobs</c>, <c>/jobs/{id}</c> and what may be asked for a job. An unknown job is 404, what is not possible in the job's state 400, both
    /// without a body.
    /// </summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="jobs">The jobs.</param>
    public static void MapJobs(this IEndpointRouteBuilder routes, JobEngine jobs)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(jobs);
        routes.MapMethods("/jobs", ResourceRoutes.Reading, context => ListAsync(context, jobs)).Answers(static writer =>
        {
            writer.WriteStartArray();
            writer.WriteStringValue(_example.Id.ToString("D"));
            JobJson.Write(writer, _example);
            writer.WriteEndArray();
        });
        routes.MapMethods("/jobs/{id}", ResourceRoutes.Reading, context => ShowAsync(context, jobs)).Answers(static writer => JobJson.Write(writer, _example));
        routes.MapMethods("/jobs/{id}", [HttpMethods.Delete], context => DeleteAsync(context, jobs));
        foreach (var (name, command) in _commands)
            routes.MapMethods($"/jobs/{{id}}/{name}", [HttpMethods.Post], context => DoAsync(context, jobs, command));
    }

    private static async Task ListAsync(HttpContext context, JobEngine jobs)
    {
        var list = await jobs.ListAsync(context.RequestAborted);
        var isExpanded = QueryFlags.IsOn(context, "expand");
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartArray();
            foreach (var job in list)
            {
                if (isExpanded)
                    JobJson.Write(writer, job);
                else
                    writer.WriteStringValue(job.Id.ToString("D"));
            }

            writer.WriteEndArray();
        });
    }

    private static async Task ShowAsync(HttpContext context, JobEngine jobs)
    {
        if (IdOf(context) is { } id && await jobs.FindAsync(id, context.RequestAborted) is { } job)
            await JsonAnswers.WriteAsync(context, writer => JobJson.Write(writer, job));
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    // What was asked for is done whether or not the client is still there.
    private static async Task DoAsync(HttpContext context, JobEngine jobs, JobCommand command)
    {
        var result = IdOf(context) is { } id ? await jobs.DoAsync(id, command, CancellationToken.None) : JobCommandResult.Unknown;

        // A job that is over need not be stopped any more: the reference server says that all is well.
        var isNeedless = result == JobCommandResult.NotPossible && (command is JobCommand.Pause or JobCommand.Cancel);
        if (result != JobCommandResult.Done && !isNeedless)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{}", context.RequestAborted);
    }

    private static async Task DeleteAsync(HttpContext context, JobEngine jobs)
    {
        var result = IdOf(context) is { } id ? await jobs.DoAsync(id, JobCommand.Delete, CancellationToken.None) : JobCommandResult.Unknown;
        context.Response.StatusCode = result switch
        {
            JobCommandResult.Done => StatusCodes.Status200OK,
            JobCommandResult.NotPossible => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status404NotFound,
        };
        if (result == JobCommandResult.Done)
            context.Response.ContentType = "text/plain";
    }

    private static Guid? IdOf(HttpContext context) => Guid.TryParseExact((string?)context.Request.RouteValues["id"], "D", out var id) ? id : null;
}
