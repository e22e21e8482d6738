using System.Globalization;
using Belfry.Archive;
using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes about the archive as a whole, and the protection of patients.</summary>
public static class ArchiveToolEndpoints
{
    /// <summary>Adds <c>/statistics</c>, <c>/tools/now</c>, <c>/tools/now-local</c> and <c>/patients/{id}/protected</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="clock">The clock.</param>
    public static void MapArchiveTools(this IEndpointRouteBuilder routes, DicomArchive archive, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(clock);
        routes.MapMethods("/statistics", ResourceRoutes.Reading, async context =>
        {
            var statistics = await archive.Index.MeasureAsync(context.RequestAborted);
            await JsonAnswers.WriteAsync(context, writer => StatisticsJson.Write(writer, statistics));
        }).Answers(static writer => StatisticsJson.Write(writer, new ArchiveStatistics(0, 0, 0, 0, 0, 0)));
        routes.MapMethods("/tools/now", ResourceRoutes.Reading, context => JsonAnswers.WriteTextAsync(context, ResourceMetadata.TimeOf(clock.GetUtcNow())));
        routes.MapMethods(
            "/tools/now-local",
            ResourceRoutes.Reading,
            context => JsonAnswers.WriteTextAsync(context, clock.GetLocalNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)));
        routes.MapMethods("/patients/{id}/protected", ResourceRoutes.Reading, async context =>
        {
            var patient = await ResourceRoutes.FindAsync(context, archive, QueryRetrieveLevel.Patient);
            await JsonAnswers.WriteTextAsync(context, patient.IsProtected ? "1" : "0");
        });
        routes.MapMethods("/patients/{id}/protected", [HttpMethods.Put], context => ProtectAsync(context, archive));
    }

    private static async Task ProtectAsync(HttpContext context, DicomArchive archive)
    {
        var patient = await ResourceRoutes.FindAsync(context, archive, QueryRetrieveLevel.Patient);
        var isProtected = (await RequestBodies.ReadTextAsync(context)).Trim() switch
        {
            "0" or "false" => false,
            "1" or "true" => true,
            _ => throw new RestException(RestError.BadFormat, "The body is neither 0 nor 1."),
        };
        await archive.Index.ProtectAsync(patient.Id, isProtected, CancellationToken.None);
        context.Response.ContentType = "text/plain";
    }
}
