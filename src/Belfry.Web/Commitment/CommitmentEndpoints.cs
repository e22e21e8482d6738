using System.Text.Json.Nodes;
using Belfry.Archive;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that ask modalities for storage commitment and show their reports.</summary>
public static class CommitmentEndpoints
{
    /// <summary>Adds <c>/modalities/{name}/storage-commitment</c>, <c>/storage-commitment/{uid}</c> and <c>/storage-commitment/{uid}/remove</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has the instances.</param>
    /// <param name="modalities">Knows whom to ask.</param>
    /// <param name="requests">Asks.</param>
    /// <param name="log">Has the reports.</param>
    public static void MapCommitment(
        this IEndpointRouteBuilder routes, DicomArchive archive, ModalityDirectory modalities, CommitmentRequests requests, CommitmentLog log)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(modalities);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(log);
        routes.MapMethods("/modalities/{name}/storage-commitment", [HttpMethods.Post], context => AskAsync(context, archive, modalities, requests));
        routes.MapMethods("/storage-commitment/{uid}", ResourceRoutes.Reading, async context =>
        {
            var report = await FindAsync(context, log);
            report.Remove(CommitmentLog.Asked);
            await JsonAnswers.WriteAsync(context, writer => JobJson.WriteSorted(writer, report.ToJsonString()));
        });
        routes.MapMethods("/storage-commitment/{uid}/remove", [HttpMethods.Post], context => RemoveAsync(context, archive, log));
    }

    private static async Task AskAsync(HttpContext context, DicomArchive archive, ModalityDirectory modalities, CommitmentRequests requests)
    {
        ModalityBody.Check(context, modalities);
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;
        var remote = ModalityBody.Find(modalities, ModalityBody.Read(context, body));
        var references = await CommitmentBody.ReadAsync(body, archive, context.RequestAborted);
        var uid = await AskAsync(requests, remote, references, context.RequestAborted);
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("ID", uid);
            writer.WriteString("Path", $"/storage-commitment/{uid}");
            writer.WriteEndObject();
        });
    }

    // Whatever keeps the peer from taking the request is 500, a refusal too, as in the reference server.
    private static async Task<string> AskAsync(
        CommitmentRequests requests, RemoteModality remote, IReadOnlyList<ReferencedInstance> references, CancellationToken cancellation)
    {
        try
        {
            return (await requests.AskAsync(remote, references, cancellation)).Value;
        }
        catch (ModalityException fault)
        {
            throw new RestException(RestError.Network, fault.Message, fault);
        }
    }

    private static async Task RemoveAsync(HttpContext context, DicomArchive archive, CommitmentLog log)
    {
        var report = await FindAsync(context, log);
        if ((string?)report["Status"] != "Success")
            throw new RestException(RestError.BadSequence, "The instances are not all committed.");

        // What was asked for is done whether or not the client is still there.
        foreach (var one in report["Success"]!.AsArray())
        {
            var sopClass = (string?)one!["SOPClassUID"];
            foreach (var found in await archive.Browser.LookUpAsync((string?)one["SOPInstanceUID"] ?? "", CancellationToken.None))
            {
                if (found is { Level: QueryRetrieveLevel.Image, File: { } file } && file.SopClassUid.Value == sopClass)
                    await archive.DeleteAsync(QueryRetrieveLevel.Image, found.Id, CancellationToken.None);
            }
        }

        await JsonAnswers.WriteEmptyAsync(context);
    }

    private static async Task<JsonObject> FindAsync(HttpContext context, CommitmentLog log) =>
        await log.FindAsync((string?)context.Request.RouteValues["uid"] ?? "", context.RequestAborted)
        ?? throw new RestException(RestError.NoSuchItem, "There is no such transaction.");
}
