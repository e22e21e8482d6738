using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show the known modalities, ask them for an echo, and query their worklists.</summary>
public static class ModalityEndpoints
{
    private static readonly string[] _operations = ["configuration", "echo", "find-worklist", "query"];

    /// <summary>Adds <c>/modalities</c> and what is below it.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="modalities">Asks them.</param>
    /// <param name="checksFind">True when an echo tries a C-FIND too (<c>DicomEchoChecksFind</c>).</param>
    public static void MapModalities(this IEndpointRouteBuilder routes, Func<DicomPermissions> permissions, ModalityDirectory modalities, bool checksFind)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(permissions);
        ArgumentNullException.ThrowIfNull(modalities);
        routes.MapMethods("/modalities", ResourceRoutes.Reading, context => ListAsync(context, permissions()));
        routes.MapMethods("/modalities/{name}", ResourceRoutes.Reading, context => ShowAsync(context, permissions()));
        routes.MapMethods("/modalities/{name}/configuration", ResourceRoutes.Reading, context =>
        {
            var modality = Find(context, permissions());
            return JsonAnswers.WriteAsync(context, writer => ModalityJson.Write(writer, modality));
        });
        routes.MapMethods("/modalities/{name}/echo", [HttpMethods.Post], context => EchoAsync(context, modalities, checksFind));
        routes.MapMethods("/modalities/{name}/find-worklist", [HttpMethods.Post], context => FindWorklistAsync(context, modalities));
    }

    private static Task ListAsync(HttpContext context, DicomPermissions permissions)
    {
        var sorted = permissions.Modalities.OrderBy(static modality => modality.Name, StringComparer.Ordinal);
        if (!QueryFlags.IsOn(context, "expand"))
            return JsonAnswers.WriteTextsAsync(context, sorted.Select(static modality => modality.Name));
        return JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach (var modality in sorted)
            {
                writer.WritePropertyName(modality.Name);
                ModalityJson.Write(writer, modality);
            }

            writer.WriteEndObject();
        });
    }

    private static Task ShowAsync(HttpContext context, DicomPermissions permissions)
    {
        var name = (string?)context.Request.RouteValues["name"];
        if (permissions.Modalities.Any(modality => modality.Name == name))
            return JsonAnswers.WriteTextsAsync(context, _operations);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task EchoAsync(HttpContext context, ModalityDirectory modalities, bool checksFind)
    {
        using var body = await RequestBodies.ReadOptionalAsync(context);
        await EchoAsync(context, ModalityBody.Find(modalities, ModalityBody.Read(context, body?.RootElement)), body?.RootElement, checksFind);
    }

    // A query for a study that nobody has: it is answered with nothing, and needs C-FIND to work.
    private static async Task EchoAsync(HttpContext context, IModality modality, JsonElement? body, bool checksFind)
    {
        var isFindChecked = (body is { } members ? BodyMembers.Flag(members, "CheckFind") : null) ?? checksFind;
        await modality.EchoAsync(context.RequestAborted);
        if (isFindChecked)
        {
            var keys = new DicomDataSet { { Tags.StudyInstanceUID, new RandomUidGenerator().Next() }, { Tags.PatientID, "" } };
            var query = new FindQuery(keys, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study);
            await modality.FindAsync(query, cancellation: context.RequestAborted).CountAsync(context.RequestAborted);
        }

        await JsonAnswers.WriteEmptyAsync(context);
    }

    private static async Task FindWorklistAsync(HttpContext context, ModalityDirectory modalities)
    {
        _ = ModalityBody.Find(modalities, new ModalityChoice(ModalityBody.NameOf(context)));
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;

        // The keys alone, or an object that has them under Query and says how the answer is spelled.
        var hasOptions = body.TryGetProperty("Query", out var keys) && keys.ValueKind == JsonValueKind.Object;
        var format = hasOptions ? BodyMembers.Format(body, TagJsonFormat.Human) : TagJsonFormat.Human;
        var modality = ModalityBody.Find(modalities, ModalityBody.Read(context, hasOptions ? body : null));
        var query = new WorklistQuery(QueryJson.Read(hasOptions ? keys : body));
        var answers = modality.FindWorklistAsync(query, cancellation: context.RequestAborted);
        await JsonAnswers.WriteArrayAsync(context, answers, (writer, answer) =>
        {
            TagJson.Write(answer, writer, new TagJsonOptions { Format = format });
            return default;
        });
    }

    private static RemoteModality Find(HttpContext context, DicomPermissions permissions)
    {
        var name = (string?)context.Request.RouteValues["name"];
        return permissions.Modalities.FirstOrDefault(modality => modality.Name == name) ?? throw new RestException(RestError.NoSuchItem);
    }
}
