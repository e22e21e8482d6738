using Belfry.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Tells the audit trail who asked for what over HTTP: requests for what is kept, and those that were refused.</summary>
public static class AuditCheck
{
    private static readonly string[] _kept = ["patients", "studies", "series", "instances", "modalities", "queries", "peers", "storage-commitment", "dicom-web", "wado"];
    private static readonly string[] _questions = ["/tools/find", "/tools/lookup", "/tools/count-resources", "/tools/bulk-content"];

    /// <summary>Adds it behind <see cref="RequestPaths"/> and in front of <see cref="AccessCheck"/>.</summary>
    /// <param name="application">Where to add it.</param>
    /// <param name="trail">Takes the events; null adds nothing.</param>
    public static IApplicationBuilder UseAudit(this IApplicationBuilder application, IAuditTrail? trail) =>
        trail is null ? application : application.Use((context, next) => RunAsync(context, next, trail));

    private static async Task RunAsync(HttpContext context, RequestDelegate next, IAuditTrail trail)
    {
        try
        {
            await next(context);
        }
        catch (RestException fault)
        {
            Tell(context, trail, fault.Error.HttpStatus);
            throw;
        }
        catch (Exception)
        {
            Tell(context, trail, StatusCodes.Status500InternalServerError);
            throw;
        }

        Tell(context, trail, context.Response.StatusCode);
    }

    private static void Tell(HttpContext context, IAuditTrail trail, int status)
    {
        if (Describe(context, status) is { } happened)
            trail.Record(happened);
    }

    private static AuditEvent? Describe(HttpContext context, int status)
    {
        var request = context.Request;
        AuditParticipant[] participants =
        [
            new(context.User.Identity?.Name is { Length: > 0 } name ? name : "HTTP", IsRequestor: true) { Address = context.Connection.RemoteIpAddress?.ToString() },
            new("Belfry", IsRequestor: false) { Role = AuditCode.Application },
        ];
        AuditObject[] objects = [AuditObject.Address(request.Path.Value ?? "")];
        switch (status)
        {
            // Without a password it is the first request of a client that waits to be asked.
            case StatusCodes.Status401Unauthorized when request.Headers.Authorization.Count == 0:
                return null;
            case StatusCodes.Status401Unauthorized:
                return new AuditEvent(AuditCode.UserAuthentication, AuditAction.Execute, AuditOutcome.MinorFailure)
                {
                    Type = AuditCode.Login,
                    Participants = participants,
                };
            case StatusCodes.Status403Forbidden:
                return new AuditEvent(AuditCode.SecurityAlert, AuditAction.Execute, AuditOutcome.MinorFailure)
                {
                    Type = AuditCode.RestrictedFunction,
                    Participants = participants,
                    Objects = objects,
                };
        }

        var isQuestion = HttpMethods.IsPost(request.Method) && Array.Exists(_questions, question => request.Path == question);
        if (!isQuestion && !Array.Exists(_kept, kept => request.Path.StartsWithSegments("/" + kept)))
            return null;
        var outcome = status < 400 ? AuditOutcome.Success : status < 500 ? AuditOutcome.MinorFailure : AuditOutcome.SeriousFailure;
        return new AuditEvent(isQuestion ? AuditCode.Query : AuditCode.InstancesAccessed, isQuestion ? AuditAction.Execute : ActionOf(request.Method), outcome)
        {
            Participants = participants,
            Objects = objects,
        };
    }

    private static AuditAction ActionOf(string method) => method switch
    {
        "GET" or "HEAD" => AuditAction.Read,
        "PUT" => AuditAction.Update,
        "DELETE" => AuditAction.Delete,
        _ => AuditAction.Execute,
    };
}
