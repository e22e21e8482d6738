using System.Text.Json;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that send to peers, and ask them.</summary>
public static class PeerSendEndpoints
{
    /// <summary>
    /// Adds <c>/peers/{name}/store</c>, a durable job, <c>/peers/{name}/store-straight</c>, which keeps nothing, and <c>/peers/{name}/system</c>.
    /// </summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has what is sent.</param>
    /// <param name="peers">Submits the jobs, and calls peers.</param>
    /// <param name="jobs">Does the jobs.</param>
    /// <param name="exports">Writes down what is sent.</param>
    public static void MapPeerSending(this IEndpointRouteBuilder routes, DicomArchive archive, PeerJobs peers, JobEngine jobs, ExportRecorder exports)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(peers);
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(exports);
        routes.MapMethods("/peers/{name}/store", [HttpMethods.Post], context => SendAsync(context, archive, peers, jobs, exports));
        routes.MapMethods("/peers/{name}/store-straight", [HttpMethods.Post], async context =>
        {
            var peer = peers.Find(ModalityBody.NameOf(context));
            await using var file = await TemporaryUpload.ReceiveAsync(context);
            await using var body = File.OpenRead(file.Path);
            await PassOnAsync(context, await peers.StoreAsync(peer, body, context.RequestAborted));
        });
        routes.MapMethods("/peers/{name}/system", ResourceRoutes.Reading, async context =>
        {
            var peer = peers.Find(ModalityBody.NameOf(context));
            await PassOnAsync(context, await peers.ReadAsync(peer, "system", context.RequestAborted));
        });
    }

    private static async Task SendAsync(HttpContext context, DicomArchive archive, PeerJobs peers, JobEngine jobs, ExportRecorder exports)
    {
        var name = peers.Find(ModalityBody.NameOf(context)).Name;
        var body = await ResourcesBody.ReadAsync(context);
        var target = TargetOf(body);
        var resources = await body.FindAsync(archive, context.RequestAborted);
        var order = new PeerOrder(name, body.Resources)
        {
            Target = target,
            IsCompressed = BodyMembers.Flag(body.Members, "Compress") ?? false,
            IsPermissive = body.Job.IsPermissive,
            IsTriedAgain = !body.Job.IsSynchronous,
        };
        await exports.AddAsync(name, resources, context.RequestAborted);
        await JobAnswers.WriteAsync(context, jobs, await peers.SubmitAsync(jobs, order, body.Job, context.RequestAborted), body.Job);
    }

    // Those that need no codec.
    private static TransferSyntax? TargetOf(ResourcesBody body)
    {
        if (BodyMembers.Text(body.Members, "Transcode") is not { Length: > 0 } text)
            return null;
        if (!DicomUid.TryParse(text, out var uid) || TransferSyntax.Find(uid) is not { } target)
            throw new RestException(RestError.BadRequest, "\"Transcode\" is the UID of no transfer syntax.");
        return target.IsEncapsulated
            ? throw new RestException(RestError.NotImplemented, $"\"Transcode\" to {uid.Name ?? text} needs a codec, which this server does not have.")
            : target;
    }

    // What the peer says, if it is what it has to be.
    private static async Task PassOnAsync(HttpContext context, byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            await JsonAnswers.WriteAsync(context, document.RootElement.WriteTo);
        }
        catch (JsonException fault)
        {
            throw new RestException(RestError.Network, "The peer does not answer with JSON.", fault);
        }
    }
}
