using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that retrieve from modalities what the client names itself.</summary>
public static class RetrieveEndpoints
{
    /// <summary>Adds <c>/modalities/{name}/move</c> and <c>/modalities/{name}/get</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="remote">Retrieves.</param>
    public static void MapRetrieving(this IEndpointRouteBuilder routes, RemoteRoutes remote)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(remote);
        routes.MapMethods("/modalities/{name}/move", [HttpMethods.Post], context => RetrieveAsync(context, remote, RetrieveMethod.Move));
        routes.MapMethods("/modalities/{name}/get", [HttpMethods.Post], context => RetrieveAsync(context, remote, RetrieveMethod.Get));
    }

    private static async Task RetrieveAsync(HttpContext context, RemoteRoutes remote, RetrieveMethod method)
    {
        ModalityBody.Check(context, remote.Modalities);
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;
        if (!body.TryGetProperty("Resources", out var resources) || resources.ValueKind != JsonValueKind.Array)
            throw new RestException(RestError.BadFormat, "\"Resources\" is missing, or no array.");
        var level = LevelNames.Parse(BodyMembers.Text(body, "Level") ?? throw new RestException(RestError.BadFormat, "\"Level\" is missing."));
        List<DicomDataSet> entities = [.. resources.EnumerateArray().Select(QueryJson.Read)];
        foreach (var entity in entities)
        {
            if (RetrieveOrder.KeysOf(level) is [.., var key] && entity.GetString(key) is null or "")
                throw new RestException(RestError.BadRequest, $"A resource has no {DicomDictionary.GetKeyword(key)}.");
            entity.Set(Tags.QueryRetrieveLevel, QueryRetrieveLevels.ToText(level));
        }

        await RetrieveBody.Read(body, ModalityBody.NameOf(context)).SubmitAsync(context, remote, level, entities, method);
    }
}
