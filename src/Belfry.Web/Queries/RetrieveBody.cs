using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>How something is to be retrieved.</summary>
/// <param name="Modality">From whom.</param>
/// <param name="Target">Move Destination; empty for the server itself.</param>
/// <param name="Method">The command; null when the client does not say.</param>
/// <param name="Format">How the job shows what is retrieved.</param>
/// <param name="Job">How the job is to be done.</param>
internal sealed record RetrieveBody(ModalityChoice Modality, AETitle Target, RetrieveMethod? Method, TagJsonFormat Format, JobRequestBody Job)
{
    /// <summary>Reads a body of <c>/retrieve</c>: nothing, an AE title, or an object.</summary>
    /// <exception cref="RestException">It is none of these.</exception>
    public static async Task<RetrieveBody> ReadAsync(HttpContext context, string modality)
    {
        var bytes = await RequestBodies.ReadBytesAsync(context);
        var text = Encoding.UTF8.GetString(bytes).Trim();
        if (text.StartsWith('{'))
        {
            using var document = RequestBodies.ParseJson(bytes);
            return Read(document.RootElement, modality);
        }

        AETitle target = default;
        if (text.Length > 0 && !AETitle.TryParse(text, out target))
            throw new RestException(RestError.BadRequest, "The target is no AE title.");
        return new RetrieveBody(new ModalityChoice(modality), target, null, TagJsonFormat.Short, JobRequestBody.Default);
    }

    /// <summary>Reads an object.</summary>
    /// <exception cref="RestException">A member is none of what it may be.</exception>
    public static RetrieveBody Read(JsonElement body, string modality) => new(
        ModalityBody.Read(modality, body),
        BodyMembers.Title(body, "TargetAet"),
        RetrieveMethods.Parse(BodyMembers.Text(body, "RetrieveMethod")),
        BodyMembers.Format(body, TagJsonFormat.Short),
        JobRequestBody.Read(body));

    /// <summary>Has entities retrieved, and answers.</summary>
    /// <exception cref="RestException">The modality is gone, or what comes by C-GET is not kept.</exception>
    public async Task SubmitAsync(HttpContext context, RemoteRoutes remote, QueryRetrieveLevel level, IReadOnlyList<DicomDataSet> entities, RetrieveMethod method)
    {
        if (method == RetrieveMethod.Get && !remote.Retrieves.CanGet)
            throw new RestException(RestError.NotImplemented, "The server has no archive: what comes by C-GET could not be kept.");
        var order = new RetrieveOrder(Modality, level, entities)
        {
            Method = method,
            Target = Target.IsEmpty ? remote.Permissions().LocalAETitle : Target,
            IsPermissive = Job.IsPermissive,
            Format = Format,
        };
        var job = await remote.Retrieves.SubmitAsync(remote.Jobs, order, Job.Terms, context.RequestAborted) ?? throw new RestException(RestError.NoSuchItem);
        await JobAnswers.WriteAsync(context, remote.Jobs, job, Job);
    }
}
