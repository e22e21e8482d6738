using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes of the console that show associations and operations. They are the console's own and may change with it.</summary>
public static class TrafficEndpoints
{
    private const string Path = "/console/api";

    /// <summary>Adds <c>/console/api/traffic</c> and what is below it.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="recorder">Knows what happened.</param>
    /// <param name="clock">Times the stream.</param>
    public static void MapTraffic(this IEndpointRouteBuilder routes, TrafficRecorder recorder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(recorder);
        ArgumentNullException.ThrowIfNull(clock);
        routes.MapMethods($"{Path}/traffic", ResourceRoutes.Reading, context => ListAsync(context, recorder));
        routes.MapMethods($"{Path}/traffic/events", [HttpMethods.Get], context => new TrafficStream(recorder, clock).WriteAsync(context));
        routes.MapMethods($"{Path}/associations/{{id}}", ResourceRoutes.Reading, context => ShowAssociationAsync(context, recorder));
        routes.MapMethods($"{Path}/operations/{{id}}", ResourceRoutes.Reading, context => ShowOperationAsync(context, recorder));
    }

    private static Task ListAsync(HttpContext context, TrafficRecorder recorder)
    {
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("masked", !MaySeePatients(context));
            writer.WriteStartArray("associations");
            foreach (var facts in recorder.Associations())
                TrafficJson.Write(writer, in facts);
            writer.WriteEndArray();
            writer.WriteStartArray("operations");
            foreach (var facts in recorder.Operations())
                TrafficJson.Write(writer, in facts);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static Task ShowAssociationAsync(HttpContext context, TrafficRecorder recorder)
    {
        var id = IdOf(context);
        var facts = recorder.Associations().Find(association => association.Id == id);
        if (facts.Id != id)
            throw new RestException(RestError.NoSuchItem);
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswers.WriteAsync(context, writer => TrafficJson.WriteWhole(writer, in facts));
    }

    private static Task ShowOperationAsync(HttpContext context, TrafficRecorder recorder)
    {
        var id = IdOf(context);
        if (!recorder.TryGetOperation(id, out var facts))
            throw new RestException(RestError.NoSuchItem);
        context.Response.Headers.CacheControl = "no-store";
        return JsonAnswers.WriteAsync(context, writer => TrafficJson.WriteWhole(writer, in facts, recorder.AnswersOf(id), MaySeePatients(context)));
    }

    internal static bool MaySeePatients(HttpContext context) => context.User.IsInRole(HttpRoles.Read);

    private static long IdOf(HttpContext context) =>
        long.TryParse((string?)context.Request.RouteValues["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new RestException(RestError.NoSuchItem);
}
