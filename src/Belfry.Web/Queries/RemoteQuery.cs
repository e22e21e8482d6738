using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>Asks a modality and keeps what it answers.</summary>
internal static class RemoteQuery
{
    /// <summary>Most answers that are kept of one query; who has more is asked no further. Some 200 MB of memory.</summary>
    public const int MaximumAnswers = 100_000;

    private static readonly DicomTag[] _patientKeys = [Tags.PatientID];
    private static readonly DicomTag[] _studyKeys = [Tags.AccessionNumber, Tags.PatientID, Tags.StudyInstanceUID];
    private static readonly DicomTag[] _seriesKeys = [.. _studyKeys, Tags.SeriesInstanceUID];
    private static readonly DicomTag[] _instanceKeys = [.. _seriesKeys, Tags.SOPInstanceUID];

    /// <summary>Asks, and waits for the last answer.</summary>
    /// <param name="modalities">Asks.</param>
    /// <param name="modality">Whom.</param>
    /// <param name="level">The level.</param>
    /// <param name="keys">What the client asks for.</param>
    /// <param name="isNormalized">True leaves out keys that belong to a level below.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="ModalityException">The modality could not be asked, or failed.</exception>
    public static async Task<IReadOnlyList<DicomDataSet>> AskAsync(
        ModalityDirectory modalities, RemoteModality modality, QueryRetrieveLevel level, DicomDataSet keys, bool isNormalized, CancellationToken cancellation)
    {
        var identifier = keys.Clone();
        foreach (var element in keys)
        {
            if (isNormalized && Archive.IndexedAttributes.LevelOf(element.Tag) is { } own && own > level)
                identifier.Remove(element.Tag);
        }

        // The level is that of the request, whatever a key says.
        identifier.Remove(Tags.QueryRetrieveLevel);
        foreach (var element in keys)
        {
            if (element.GetString() == "*" && LacksWildcard(modality.Manufacturer, element.VR))
                identifier.SetEmpty(element.Tag);
        }

        // What names an entity, and what those above it are called, is always told.
        foreach (var tag in KeysOf(level).Where(tag => !identifier.Contains(tag)))
            identifier.SetEmpty(tag);
        var model = level == QueryRetrieveLevel.Patient ? QueryRetrieveModel.PatientRoot : QueryRetrieveModel.StudyRoot;
        var query = new FindQuery(identifier, model, level);
        return await modalities.Of(modality).FindAsync(query, cancellation: cancellation).Take(MaximumAnswers).ToListAsync(cancellation);
    }

    private static bool LacksWildcard(ModalityManufacturer manufacturer, VR vr) => manufacturer switch
    {
        ModalityManufacturer.GenericNoUniversalWildcard => true,
        ModalityManufacturer.GenericNoWildcardInDates => vr is VR.DA or VR.DT or VR.TM,
        _ => false,
    };

    private static DicomTag[] KeysOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => _patientKeys,
        QueryRetrieveLevel.Study => _studyKeys,
        QueryRetrieveLevel.Series => _seriesKeys,
        _ => _instanceKeys,
    };
}
