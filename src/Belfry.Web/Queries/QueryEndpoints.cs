using System.Globalization;
using Belfry.Dicom;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that query modalities and show what they answered.</summary>
public static class QueryEndpoints
{
    private static readonly string[] _parts = ["answers", "level", "modality", "query"];

    /// <summary>Adds <c>POST /modalities/{name}/query</c>, <c>/queries</c> and what is below it.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="modalities">Asks modalities.</param>
    /// <param name="size">How many queries are kept (<c>QueryRetrieveSize</c>).</param>
    public static void MapQueries(this IEndpointRouteBuilder routes, ModalityDirectory modalities, int size)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(modalities);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var store = new QueryStore(size);
        routes.MapMethods("/modalities/{name}/query", [HttpMethods.Post], context => AskAsync(context, modalities, store));
        routes.MapMethods("/queries", ResourceRoutes.Reading, context => JsonAnswers.WriteTextsAsync(context, store.Ids));
        routes.MapMethods("/queries/{id}", [HttpMethods.Delete], context => RemoveAsync(context, store));
        Map(routes, store, "", static (context, _) => JsonAnswers.WriteTextsAsync(context, _parts));
        Map(routes, store, "/level", static (context, query) => JsonAnswers.WriteTextAsync(context, LevelNames.TypeOf(query.Level)));
        Map(routes, store, "/modality", static (context, query) => JsonAnswers.WriteTextAsync(context, query.Modality));
        Map(routes, store, "/query", static (context, query) => WriteAsync(context, query.Keys));
        Map(routes, store, "/answers", ListAsync);
        Map(routes, store, "/answers/{index}", static (context, query) =>
        {
            _ = AnswerOf(context, query);
            return JsonAnswers.WriteTextsAsync(context, ["content"]);
        });
        Map(routes, store, "/answers/{index}/content", static (context, query) => WriteAsync(context, AnswerOf(context, query)));
    }

    private static void Map(IEndpointRouteBuilder routes, QueryStore store, string path, Func<HttpContext, StoredQuery, Task> show) =>
        routes.MapMethods($"/queries/{{id}}{path}", ResourceRoutes.Reading, context => store.TryFind(IdOf(context), out var query)
            ? show(context, query)
            : throw new RestException(RestError.UnknownResource));

    private static async Task AskAsync(HttpContext context, ModalityDirectory modalities, QueryStore store)
    {
        _ = ModalityBody.Find(modalities, new ModalityChoice(ModalityBody.NameOf(context)));
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;
        var modality = ModalityBody.Find(modalities, ModalityBody.Read(context, body));
        var level = LevelNames.Parse(BodyMembers.Text(body, "Level") ?? throw new RestException(RestError.BadFormat, "\"Level\" is missing."));
        var keys = body.TryGetProperty("Query", out var value) ? QueryJson.Read(value) : [];
        var answers = await RemoteQuery.AskAsync(modality, level, keys, BodyMembers.Flag(body, "Normalize") ?? true, context.RequestAborted);
        var query = new StoredQuery(Guid.CreateVersion7().ToString("D"), modality.Name, level, keys, answers);
        store.Add(query);
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("ID", query.Id);
            writer.WriteString("Path", $"/queries/{query.Id}");
            writer.WriteEndObject();
        });
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

    private static Task WriteAsync(HttpContext context, DicomDataSet dataSet)
    {
        var options = new TagJsonOptions { Format = QueryFlags.Format(context, TagJsonFormat.Full) };
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
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < query.Answers.Count
            ? query.Answers[index]
            : throw new RestException(RestError.OutOfRange, "The query has no such answer.");
    }

    private static string IdOf(HttpContext context) => (string?)context.Request.RouteValues["id"] ?? "";
}
