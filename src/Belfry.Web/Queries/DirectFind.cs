using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that query a modality and answer with what it answers, which is not kept. Older clients use them.</summary>
public static class DirectFind
{
    private static readonly DicomTag[] _patient = [Tags.PatientName, Tags.PatientID, Tags.PatientBirthDate, Tags.PatientSex, Tags.OtherPatientIDs];

    private static readonly DicomTag[] _study =
    [
        Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber, Tags.StudyDescription, Tags.PatientName, Tags.PatientID, Tags.StudyInstanceUID, Tags.StudyID,
        Tags.ModalitiesInStudy, Tags.ReferringPhysicianName,
    ];

    private static readonly DicomTag[] _series =
    [
        Tags.AccessionNumber, Tags.Modality, Tags.SeriesDate, Tags.SeriesTime, Tags.SeriesDescription, Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID,
        Tags.SeriesNumber, Tags.ProtocolName, Tags.BodyPartExamined, Tags.OperatorsName, Tags.PerformedProcedureStepDescription,
    ];

    private static readonly DicomTag[] _instance =
    [
        Tags.AccessionNumber, Tags.SOPInstanceUID, Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.InstanceNumber, Tags.InstanceCreationDate,
        Tags.InstanceCreationTime,
    ];

    /// <summary>Adds <c>/modalities/{name}/find</c> and <c>/modalities/{name}/find-{patient, study, series, instance}</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="modalities">Asks modalities.</param>
    public static void MapDirectFind(this IEndpointRouteBuilder routes, ModalityDirectory modalities)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(modalities);
        routes.MapMethods("/modalities/{name}/find", [HttpMethods.Post], context => FindTreeAsync(context, modalities));
        foreach (var level in LevelNames.All)
        {
            var path = $"/modalities/{{name}}/find-{LevelNames.TypeOf(level).ToLowerInvariant()}";
            routes.MapMethods(path, [HttpMethods.Post], context => FindAsync(context, modalities, level));
        }
    }

    private static async Task FindAsync(HttpContext context, ModalityDirectory modalities, QueryRetrieveLevel level)
    {
        var (entry, keys) = await ReadAsync(context, modalities);
        if (!IsNarrow(keys, level))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var answers = await AskAsync(context, modalities, entry, level, keys);
        await JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartArray();
            foreach (var answer in answers)
                TagJson.Write(answer, writer, new TagJsonOptions { Format = TagJsonFormat.Human });
            writer.WriteEndArray();
        });
    }

    // Patients with their studies, and those with their series.
    private static async Task FindTreeAsync(HttpContext context, ModalityDirectory modalities)
    {
        var (entry, keys) = await ReadAsync(context, modalities);
        await JsonAnswers.WriteOneAsync(context, async writer =>
        {
            writer.WriteStartArray();
            foreach (var patient in await AskAsync(context, modalities, entry, QueryRetrieveLevel.Patient, keys))
            {
                var studies = await AskAsync(context, modalities, entry, QueryRetrieveLevel.Study, KeysOf(patient, Tags.PatientID));
                var trees = new List<(DicomDataSet, IReadOnlyList<DicomDataSet>)>();
                foreach (var study in studies)
                    trees.Add((study, await AskAsync(context, modalities, entry, QueryRetrieveLevel.Series, KeysOf(study, Tags.PatientID, Tags.StudyInstanceUID))));
                DirectFindJson.WritePatient(writer, patient, trees);
            }

            writer.WriteEndArray();
        });
    }

    private static async Task<(RemoteModality Entry, DicomDataSet Keys)> ReadAsync(HttpContext context, ModalityDirectory modalities)
    {
        var entry = ModalityBody.Find(modalities, new ModalityChoice(ModalityBody.NameOf(context)));
        using var document = await RequestBodies.ReadObjectAsync(context);
        return (entry, QueryJson.Read(document.RootElement));
    }

    private static async Task<IReadOnlyList<DicomDataSet>> AskAsync(
        HttpContext context, ModalityDirectory modalities, RemoteModality entry, QueryRetrieveLevel level, DicomDataSet keys)
    {
        var whole = keys.Clone();
        foreach (var tag in TemplateOf(level).Where(tag => !whole.Contains(tag)))
            whole.SetEmpty(tag);
        return await RemoteQuery.AskAsync(modalities, entry, level, whole, isNormalized: true, context.RequestAborted);
    }

    private static DicomTag[] TemplateOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => _patient,
        QueryRetrieveLevel.Study => _study,
        QueryRetrieveLevel.Series => _series,
        _ => _instance,
    };

    private static DicomDataSet KeysOf(DicomDataSet answer, params DicomTag[] tags)
    {
        var known = answer.Clone();
        known.Reencode(SpecificCharacterSet.Utf8);
        var keys = QueryJson.Empty();
        foreach (var tag in tags)
        {
            if (known.TryGetElement(tag, out var key))
                keys.Set(key);
        }

        return keys;
    }

    // A query for everything would be answered with everything: keys of more than two characters are asked for, as by the reference server.
    private static bool IsNarrow(DicomDataSet keys, QueryRetrieveLevel level) =>
        level == QueryRetrieveLevel.Patient
        || ((Has(keys, Tags.PatientID) || Has(keys, Tags.AccessionNumber))
            && (level < QueryRetrieveLevel.Series || Has(keys, Tags.StudyInstanceUID))
            && (level < QueryRetrieveLevel.Image || Has(keys, Tags.SeriesInstanceUID)));

    private static bool Has(DicomDataSet keys, DicomTag tag) => keys.GetString(tag) is { Length: > 2 };
}
