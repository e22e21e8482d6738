using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What can be done with the answers of a query: they are retrieved, and asked what is part of them.</summary>
internal sealed class QueryAnswers(RemoteRoutes remote, QueryStore store)
{
    /// <summary>What is below an answer, by the level that it is of.</summary>
    public static IReadOnlyList<string> PartsOf(StoredQuery query) =>
        ["content", .. LevelNames.All.Where(level => level > query.Level).Select(static level => $"query-{LevelNames.FolderOf(level)}").Order(StringComparer.Ordinal), "retrieve"];

    /// <summary>Retrieves answers.</summary>
    public async Task RetrieveAsync(HttpContext context, StoredQuery query, IReadOnlyList<DicomDataSet> answers)
    {
        var body = await RetrieveBody.ReadAsync(context, query.Modality);
        if (body.Modality.LocalAETitle.IsEmpty)
            body = body with { Modality = body.Modality with { LocalAETitle = query.LocalAETitle } };
        var entry = ModalityBody.Find(remote.Modalities, body.Modality);
        var method = body.Method ?? entry.RetrieveMethod ?? remote.Options.RetrieveMethod;
        await body.SubmitAsync(context, remote, query.Level, [.. answers.Select(answer => EntityOf(query.Level, answer))], method);
    }

    /// <summary>Asks for what is part of an answer.</summary>
    /// <exception cref="RestException">The level is not below that of the answer.</exception>
    public async Task AskBelowAsync(HttpContext context, StoredQuery query, DicomDataSet answer, QueryRetrieveLevel level)
    {
        if (level <= query.Level)
            throw new RestException(RestError.UnknownResource);
        using var document = await RequestBodies.ReadObjectAsync(context);
        var body = document.RootElement;
        var keys = body.TryGetProperty("Query", out var value) ? QueryJson.Read(value) : QueryJson.Empty();
        var known = answer.Clone();
        known.Reencode(SpecificCharacterSet.Utf8);
        foreach (var tag in RetrieveOrder.KeysOf(query.Level).Prepend(Tags.PatientID))
        {
            if (known.TryGetElement(tag, out var key) && !key.IsEmpty)
                keys.Set(key);
        }

        var choice = ModalityBody.Read(query.Modality, body);
        await AskAsync(context, choice.LocalAETitle.IsEmpty ? choice with { LocalAETitle = query.LocalAETitle } : choice, level, keys, isNormalized: true);
    }

    /// <summary>Asks a modality, keeps what it answers, and tells where.</summary>
    public async Task AskAsync(HttpContext context, ModalityChoice choice, QueryRetrieveLevel level, DicomDataSet keys, bool isNormalized)
    {
        var entry = ModalityBody.Find(remote.Modalities, choice);
        var answers = await RemoteQuery.AskAsync(remote.Modalities, entry, level, keys, isNormalized, context.RequestAborted);
        var query = new StoredQuery(Guid.CreateVersion7().ToString("D"), entry.Name, level, keys, answers) { LocalAETitle = choice.LocalAETitle };
        store.Add(query);
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("ID", query.Id);
            writer.WriteString("Path", $"/queries/{query.Id}");
            writer.WriteEndObject();
        });
    }

    // What names an entity, with what people know it by.
    private static DicomDataSet EntityOf(QueryRetrieveLevel level, DicomDataSet answer)
    {
        var entity = new DicomDataSet { { Tags.QueryRetrieveLevel, QueryRetrieveLevels.ToText(level) } };
        if (answer.TryGetElement(Tags.SpecificCharacterSet, out var characterSet))
            entity.Set(characterSet);
        foreach (var tag in (IEnumerable<DicomTag>)[Tags.PatientID, .. level > QueryRetrieveLevel.Patient ? [Tags.AccessionNumber] : (DicomTag[])[], .. RetrieveOrder.KeysOf(level)])
        {
            if (answer.TryGetElement(tag, out var element))
                entity.Set(element);
        }

        return entity;
    }
}
