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
    public static void MapModalities(this IEndpointRouteBuilder routes, Func<DicomPermissions> permissions, IModalities modalities)
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
        routes.MapMethods("/modalities/{name}/echo", [HttpMethods.Post], context => EchoAsync(context, modalities));
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

    private static async Task EchoAsync(HttpContext context, IModalities modalities)
    {
        var modality = Find(context, modalities);
        using var limit = await RequestTimeout.ReadAsync(context);
        await modality.EchoAsync(limit.Token);
        await JsonAnswers.WriteEmptyAsync(context);
    }

    private static async Task FindWorklistAsync(HttpContext context, IModalities modalities)
    {
        var modality = Find(context, modalities);
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;

        // The keys alone, or an object that has them under Query and says how the answer is spelled.
        var hasOptions = body.TryGetProperty("Query", out var keys) && keys.ValueKind == JsonValueKind.Object;
        var format = hasOptions ? BodyMembers.Format(body, TagJsonFormat.Human) : TagJsonFormat.Human;
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

    /// <summary>The modality of <c>{name}</c>, to be asked.</summary>
    /// <exception cref="RestException">There is none.</exception>
    internal static IModality Find(HttpContext context, IModalities modalities) =>
        modalities.Find((string?)context.Request.RouteValues["name"] ?? "") ?? throw new RestException(RestError.NoSuchItem);
}
