using Belfry.Archive;
using Belfry.Jobs;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that send instances to modalities.</summary>
public static class SendEndpoints
{
    /// <summary>Adds <c>/modalities/{name}/store</c>, a durable job, and <c>/modalities/{name}/store-straight</c>, which keeps nothing.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">Has what is sent.</param>
    /// <param name="modalities">Where it is sent to.</param>
    /// <param name="moves">Submits the jobs.</param>
    /// <param name="jobs">Does them.</param>
    /// <param name="exports">Writes down what is sent.</param>
    public static void MapSending(
        this IEndpointRouteBuilder routes, DicomArchive archive, ModalityDirectory modalities, MoveJobs moves, JobEngine jobs, ExportRecorder exports)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(modalities);
        ArgumentNullException.ThrowIfNull(moves);
        ArgumentNullException.ThrowIfNull(jobs);
        routes.MapMethods("/modalities/{name}/store", [HttpMethods.Post], context => SendAsync(context, archive, modalities, moves, jobs, exports));
        routes.MapMethods("/modalities/{name}/store-straight", [HttpMethods.Post], context => PassOnAsync(context, modalities));
    }

    private static async Task SendAsync(
        HttpContext context, DicomArchive archive, ModalityDirectory modalities, MoveJobs moves, JobEngine jobs, ExportRecorder exports)
    {
        ModalityBody.Check(context, modalities);
        var body = await SendBody.ReadAsync(context);
        var resources = await body.Resources.FindAsync(archive, context.RequestAborted);
        await exports.AddAsync(body.Order.Modality.Name, resources, context.RequestAborted);
        var job = await moves.SubmitAsync(jobs, body.Order, body.Resources.Job.Terms, context.RequestAborted) ?? throw new RestException(RestError.NoSuchItem);
        await JobAnswers.WriteAsync(context, jobs, job, body.Resources.Job);
    }

    private static async Task PassOnAsync(HttpContext context, ModalityDirectory modalities)
    {
        var modality = modalities.Of(ModalityBody.Find(modalities, new ModalityChoice(ModalityBody.NameOf(context))));
        await using var file = await TemporaryUpload.ReceiveAsync(context);
        var instance = InstanceSource.FromFile(file.Path);
        var outcome = await modality.StoreAsync([instance], context.RequestAborted).FirstAsync(context.RequestAborted);
        if (outcome.Fault is ModalityException fault)
            throw fault;
        if (!outcome.IsStored)
            throw new RestException(RestError.RemoteFailure, $"{outcome.Comment ?? "The instance was refused"} - 0x{outcome.Status.Code:x4}", outcome.Fault);
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("SOPClassUID", instance.SopClassUid.Value);
            writer.WriteString("SOPInstanceUID", instance.SopInstanceUid.Value);
            writer.WriteEndObject();
        });
    }
}
