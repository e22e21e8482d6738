using System.Net;
using Belfry.Archive;
using Belfry.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Tells the audit trail who asked for what over HTTP: requests for what is kept, and those that were refused.</summary>
public static class AuditCheck
{
    private static readonly string[] _kept =
        ["/patients", "/studies", "/series", "/instances", "/modalities", "/queries", "/peers", "/storage-commitment", "/dicom-web", "/wado", "/console/api/operations"];

    private static readonly string[] _questions = ["/tools/find", "/tools/lookup", "/tools/count-resources", "/tools/bulk-content", "/console/api/worklist/explain"];

    private static readonly string[] _tools =
        ["/tools/bulk-delete", "/tools/bulk-modify", "/tools/bulk-anonymize", "/tools/create-archive", "/tools/create-media", "/tools/create-media-extended", "/tools/create-dicom"];

    /// <summary>Adds it behind <see cref="RequestPaths"/> and in front of <see cref="AccessCheck"/>.</summary>
    /// <param name="application">Where to add it.</param>
    /// <param name="trail">Takes the events; null adds nothing.</param>
    /// <param name="archive">Knows whose the resources of REST are; null for none.</param>
    public static IApplicationBuilder UseAudit(this IApplicationBuilder application, IAuditTrail? trail, DicomArchive? archive) =>
        trail is null ? application : application.Use((context, next) => RunAsync(context, next, trail, archive?.Browser));

    private static async Task RunAsync(HttpContext context, RequestDelegate next, IAuditTrail trail, IArchiveBrowser? browser)
    {
        // What is deleted cannot be asked for afterwards.
        var request = context.Request;
        var deleted = HttpMethods.IsDelete(request.Method) ? await AuditedResource.FindAsync(browser, request.Path) : [];
        var body = AuditedBody.Begin(request, IsQuestion(request) || IsTold(request));
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        catch (RestException fault)
        {
            status = fault.Error.HttpStatus;
            throw;
        }
        finally
        {
            if (Describe(context, status) is { } happened)
                trail.Record(happened with { Objects = await ListObjectsAsync(request, status, happened, body, deleted, browser) });
        }
    }

    private static AuditEvent? Describe(HttpContext context, int status)
    {
        var request = context.Request;
        switch (status)
        {
            // Without a password it is the first request of a client that waits to be asked.
            case StatusCodes.Status401Unauthorized when request.Headers.Authorization.Count == 0:
                return null;
            case StatusCodes.Status401Unauthorized:
                return new AuditEvent(AuditCode.UserAuthentication, AuditAction.Execute, AuditOutcome.MinorFailure)
                {
                    Type = AuditCode.Login,
                    Participants = ParticipantsOf(context, Logins.NameOf(request.Headers.Authorization.ToString())),
                };
            case StatusCodes.Status403Forbidden:
                return new AuditEvent(AuditCode.SecurityAlert, AuditAction.Execute, AuditOutcome.MinorFailure)
                {
                    Type = AuditCode.RestrictedFunction,
                    Participants = ParticipantsOf(context, context.User.Identity?.Name),
                };
        }

        var isQuestion = IsQuestion(request);
        if (!isQuestion && !IsTold(request))
            return null;
        var outcome = status < 400 ? AuditOutcome.Success : status < 500 ? AuditOutcome.MinorFailure : AuditOutcome.SeriousFailure;
        return new AuditEvent(isQuestion ? AuditCode.Query : AuditCode.InstancesAccessed, isQuestion ? AuditAction.Execute : ActionOf(request.Method), outcome)
        {
            Participants = ParticipantsOf(context, context.User.Identity?.Name),
        };
    }

    private static AuditParticipant[] ParticipantsOf(HttpContext context, string? name) =>
    [
        new(string.IsNullOrEmpty(name) ? "HTTP" : name, IsRequestor: true) { Address = TextOf(context.Connection.RemoteIpAddress) },
        new("Belfry", IsRequestor: false) { Role = AuditCode.Application },
    ];

    /// <summary>The address of REST, with what was asked there, and whose data is behind it.</summary>
    private static async Task<IReadOnlyList<AuditObject>> ListObjectsAsync(
        HttpRequest request, int status, AuditEvent happened, AuditedBody? body, IReadOnlyList<AuditObject> deleted, IArchiveBrowser? browser)
    {
        if (happened.Id == AuditCode.UserAuthentication)
            return [];
        var path = request.Path.Value ?? "";
        if (status == StatusCodes.Status403Forbidden)
            return [AuditObject.Address(path)];
        var asked = body is null ? AuditObject.Address(path) : AuditObject.Question(path, await body.ReadAsync());
        return [asked, .. HttpMethods.IsDelete(request.Method) ? deleted : await AuditedResource.FindAsync(browser, request.Path)];
    }

    private static bool IsQuestion(HttpRequest request) => HttpMethods.IsPost(request.Method) && Array.Exists(_questions, question => request.Path == question);

    private static bool IsTold(HttpRequest request) =>
        Array.Exists(_kept, kept => request.Path.StartsWithSegments(kept)) || (HttpMethods.IsPost(request.Method) && Array.Exists(_tools, tool => request.Path == tool)) || IsOutput(request);

    /// <summary>What a job made, such as an archive: <c>/jobs/{id}/{key}</c>.</summary>
    private static bool IsOutput(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/jobs", out var rest) && rest.Value is { Length: > 1 } names && names.IndexOf('/', 1) > 0;

    private static string? TextOf(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    private static AuditAction ActionOf(string method) => method switch
    {
        "GET" or "HEAD" => AuditAction.Read,
        "PUT" => AuditAction.Update,
        "DELETE" => AuditAction.Delete,
        _ => AuditAction.Execute,
    };
}
