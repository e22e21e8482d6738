namespace Belfry.Sdk;

/// <summary>The texts of <see cref="QueryRetrieveLevel"/> (PS3.4 §C.6.1.1.1).</summary>
public static class QueryRetrieveLevels
{
    /// <summary>
    /// Reads a level. Case does not count, and the plurals and INSTANCE that are seen in the wild are taken; false for anything else.
    /// </summary>
    public static bool TryParse(string? text, out QueryRetrieveLevel level)
    {
        (var isKnown, level) = text?.Trim().ToUpperInvariant() switch
        {
            "PATIENT" or "PATIENTS" => (true, QueryRetrieveLevel.Patient),
            "STUDY" or "STUDIES" => (true, QueryRetrieveLevel.Study),
            "SERIES" => (true, QueryRetrieveLevel.Series),
            "IMAGE" or "IMAGES" or "INSTANCE" or "INSTANCES" => (true, QueryRetrieveLevel.Image),
            _ => (false, default),
        };
        return isKnown;
    }

    /// <summary>PATIENT, STUDY, SERIES or IMAGE.</summary>
    public static string ToText(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => "PATIENT",
        QueryRetrieveLevel.Study => "STUDY",
        QueryRetrieveLevel.Series => "SERIES",
        _ => "IMAGE",
    };

    /// <summary>True when the model has the level (PS3.4 §C.6.1.1, §C.6.2.1, §C.6.3.1).</summary>
    public static bool Has(this QueryRetrieveModel model, QueryRetrieveLevel level) => model switch
    {
        QueryRetrieveModel.StudyRoot => level != QueryRetrieveLevel.Patient,
        QueryRetrieveModel.PatientStudyOnly => level <= QueryRetrieveLevel.Study,
        _ => true,
    };
}
