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
    private static readonly string[] _operations = [
        "configuration", "echo", "find", "find-instance", "find-patient", "find-series", "find-study", "find-worklist", "get", "move", "query",
        "storage-commitment", "store", "store-straight",
    ];

    /// <summary>Adds <c>/modalities</c> and what is below it.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="remote">Asks modalities.</param>
    public static void MapModalities(this IEndpointRouteBuilder routes, RemoteRoutes remote)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(remote);
        var (permissions, modalities, checksFind) = (remote.Permissions, remote.Modalities, remote.Options.EchoChecksFind);
        routes.MapMethods("/modalities", ResourceRoutes.Reading, context => ListAsync(context, permissions()));
        routes.MapMethods("/modalities/{name}", ResourceRoutes.Reading, context => ShowAsync(context, permissions()));
        routes.MapMethods("/modalities/{name}/configuration", ResourceRoutes.Reading, context =>
        {
            var modality = Find(context, permissions());
            return JsonAnswers.WriteAsync(context, writer => ModalityJson.Write(writer, modality));
        }).Answers(static writer => ModalityJson.Write(writer, new RemoteModality { Name = "", AETitle = default, Host = "", Port = 0 }));
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
        var name = ModalityBody.NameOf(context);
        if (permissions.Modalities.Any(modality => modality.Name == name))
            return JsonAnswers.WriteTextsAsync(context, _operations);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task EchoAsync(HttpContext context, ModalityDirectory modalities, bool checksFind)
    {
        using var body = await RequestBodies.ReadOptionalAsync(context);
        await RemoteEcho.AskAsync(context, modalities.Of(ModalityBody.Find(modalities, ModalityBody.Read(context, body?.RootElement))), body?.RootElement, checksFind);
    }

    private static async Task FindWorklistAsync(HttpContext context, ModalityDirectory modalities)
    {
        ModalityBody.Check(context, modalities);
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;

        // The keys alone, or an object that has them under Query and says how the answer is spelled.
        var hasOptions = body.TryGetProperty("Query", out var keys) && keys.ValueKind == JsonValueKind.Object;
        var format = hasOptions ? BodyMembers.Format(body, TagJsonFormat.Human) : TagJsonFormat.Human;
        var modality = modalities.Of(ModalityBody.Find(modalities, ModalityBody.Read(context, hasOptions ? body : null)));
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
        var name = ModalityBody.NameOf(context);
        return permissions.Modalities.FirstOrDefault(modality => modality.Name == name) ?? throw new RestException(RestError.NoSuchItem);
    }
}
