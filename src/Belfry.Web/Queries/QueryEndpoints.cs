using System.Globalization;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that query modalities and show what they answered.</summary>
public static class QueryEndpoints
{
    private static readonly string[] _parts = ["answers", "level", "modality", "query", "retrieve"];

    /// <summary>Adds <c>POST /modalities/{name}/query</c>, <c>/queries</c> and what is below it.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="remote">Asks modalities, and retrieves from them.</param>
    public static void MapQueries(this IEndpointRouteBuilder routes, RemoteRoutes remote)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(remote);
        var store = new QueryStore(remote.Options.KeptQueries);
        var answers = new QueryAnswers(remote, store);
        routes.MapMethods("/modalities/{name}/query", [HttpMethods.Post], context => AskAsync(context, remote.Modalities, answers));
        routes.MapMethods("/queries", ResourceRoutes.Reading, context => JsonAnswers.WriteTextsAsync(context, store.Ids));
        routes.MapMethods("/queries/{id}", [HttpMethods.Delete], context => RemoveAsync(context, store));
        Map(routes, store, "", static (context, _) => JsonAnswers.WriteTextsAsync(context, _parts));
        Map(routes, store, "/level", static (context, query) => JsonAnswers.WriteTextAsync(context, LevelNames.TypeOf(query.Level)));
        Map(routes, store, "/modality", static (context, query) => JsonAnswers.WriteTextAsync(context, query.Modality));

        // The character set is the server's own addition.
        Map(routes, store, "/query", static (context, query) => WriteAsync(context, query.Keys, static tag => tag != Tags.SpecificCharacterSet));
        Map(routes, store, "/answers", ListAsync);
        Map(routes, store, "/answers/{index}", static (context, query) =>
        {
            _ = AnswerOf(context, query);
            return JsonAnswers.WriteTextsAsync(context, QueryAnswers.PartsOf(query));
        });
        Map(routes, store, "/answers/{index}/content", static (context, query) => WriteAsync(context, AnswerOf(context, query)));
        MapPost(routes, store, "/retrieve", (context, query) => answers.RetrieveAsync(context, query, query.Answers));
        MapPost(routes, store, "/answers/{index}/retrieve", (context, query) => answers.RetrieveAsync(context, query, [AnswerOf(context, query)]));
        foreach (var level in LevelNames.All.Where(static level => level > QueryRetrieveLevel.Patient))
        {
            MapPost(
                routes,
                store,
                $"/answers/{{index}}/query-{LevelNames.FolderOf(level)}",
                (context, query) => answers.AskBelowAsync(context, query, AnswerOf(context, query), level));
        }
    }

    private static void Map(IEndpointRouteBuilder routes, QueryStore store, string path, Func<HttpContext, StoredQuery, Task> show) =>
        routes.MapMethods($"/queries/{{id}}{path}", ResourceRoutes.Reading, With(store, show));

    private static void MapPost(IEndpointRouteBuilder routes, QueryStore store, string path, Func<HttpContext, StoredQuery, Task> act) =>
        routes.MapMethods($"/queries/{{id}}{path}", [HttpMethods.Post], With(store, act));

    private static RequestDelegate With(QueryStore store, Func<HttpContext, StoredQuery, Task> act) => context => store.TryFind(IdOf(context), out var query)
        ? act(context, query)
        : throw new RestException(RestError.UnknownResource);

    private static async Task AskAsync(HttpContext context, ModalityDirectory modalities, QueryAnswers answers)
    {
        ModalityBody.Check(context, modalities);
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;
        var level = LevelNames.Parse(BodyMembers.Text(body, "Level") ?? throw new RestException(RestError.BadFormat, "\"Level\" is missing."));
        var keys = body.TryGetProperty("Query", out var value) ? QueryJson.Read(value) : QueryJson.Empty();
        await answers.AskAsync(context, ModalityBody.Read(context, body), level, keys, BodyMembers.Flag(body, "Normalize") ?? true);
    }

    private static Task ListAsync(HttpContext context, StoredQuery query)
    {
        if (!QueryFlags.IsOn(context, "expand"))
            return JsonAnswers.WriteTextsAsync(context, Enumerable.Range(0, query.Answers.Count).Select(static index => index.ToString(CultureInfo.InvariantCulture)));
        var options = new TagJsonOptions { Format = QueryFlags.Format(context, TagJsonFormat.Full) };
        return JsonAnswers.WriteArrayAsync(context, query.Answers.ToAsyncEnumerable(), (writer, answer) =>
        {
            TagJson.Write(answer, writer, options);
            return default;
        });
    }

    private static Task WriteAsync(HttpContext context, DicomDataSet dataSet, Predicate<DicomTag>? only = null)
    {
        var options = new TagJsonOptions { Format = QueryFlags.Format(context, TagJsonFormat.Full), Only = only };
        return JsonAnswers.WriteAsync(context, writer => TagJson.Write(dataSet, writer, options));
    }

    private static Task RemoveAsync(HttpContext context, QueryStore store)
    {
        store.Remove(IdOf(context));
        context.Response.ContentType = "text/plain";
        return Task.CompletedTask;
    }

    private static DicomDataSet AnswerOf(HttpContext context, StoredQuery query)
    {
        var text = (string?)context.Request.RouteValues["index"];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new RestException(RestError.BadType, "The place of an answer is a number.");
        return index < query.Answers.Count ? query.Answers[index] : throw new RestException(RestError.OutOfRange, "The query has no such answer.");
    }

    private static string IdOf(HttpContext context) => (string?)context.Request.RouteValues["id"] ?? "";
}
