using System.Collections.Frozen;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>How a column holds an attribute.</summary>
internal enum ColumnKind
{
    /// <summary><see cref="SearchText.Exact"/>.</summary>
    Text,

    /// <summary><see cref="SearchText.Date"/>.</summary>
    Date,

    /// <summary><see cref="SearchText.Time"/>.</summary>
    Time,

    /// <summary>Rows of <c>patient_names</c>.</summary>
    PatientName,

    /// <summary><see cref="SearchText.Folded"/>.</summary>
    FoldedName,

    /// <summary>As text, several values as they are.</summary>
    Modality,

    /// <summary>The modalities of the series of a study.</summary>
    ModalitiesInStudy,
}

/// <summary>A column that is searched.</summary>
/// <param name="Level">The level whose rows have it.</param>
/// <param name="Name">The column, with the alias of its table.</param>
/// <param name="Kind">How it holds the attribute.</param>
internal sealed record SearchColumn(QueryRetrieveLevel Level, string Name, ColumnKind Kind)
{
    private static readonly FrozenDictionary<DicomTag, SearchColumn> _columns = new Dictionary<DicomTag, SearchColumn>
    {
        [Tags.PatientID] = new(QueryRetrieveLevel.Patient, "p.patient_id", ColumnKind.Text) { HasCaselessIndex = true },
        [Tags.PatientName] = new(QueryRetrieveLevel.Patient, "p.id", ColumnKind.PatientName),
        [Tags.PatientBirthDate] = new(QueryRetrieveLevel.Patient, "p.birth_date", ColumnKind.Date),
        [Tags.PatientSex] = new(QueryRetrieveLevel.Patient, "p.sex", ColumnKind.Text),
        [Tags.StudyInstanceUID] = new(QueryRetrieveLevel.Study, "s.uid", ColumnKind.Text),
        [Tags.StudyDate] = new(QueryRetrieveLevel.Study, "s.study_date", ColumnKind.Date),
        [Tags.StudyTime] = new(QueryRetrieveLevel.Study, "s.study_time", ColumnKind.Time),
        [Tags.AccessionNumber] = new(QueryRetrieveLevel.Study, "s.accession_number", ColumnKind.Text) { HasCaselessIndex = true },
        [Tags.StudyID] = new(QueryRetrieveLevel.Study, "s.study_id", ColumnKind.Text),
        [Tags.StudyDescription] = new(QueryRetrieveLevel.Study, "s.description", ColumnKind.Text),
        [Tags.ReferringPhysicianName] = new(QueryRetrieveLevel.Study, "s.referrer", ColumnKind.FoldedName),
        [Tags.ModalitiesInStudy] = new(QueryRetrieveLevel.Study, "s.id", ColumnKind.ModalitiesInStudy),
        [Tags.SeriesInstanceUID] = new(QueryRetrieveLevel.Series, "e.uid", ColumnKind.Text),
        [Tags.Modality] = new(QueryRetrieveLevel.Series, "e.modality", ColumnKind.Modality),
        [Tags.SOPInstanceUID] = new(QueryRetrieveLevel.Image, "i.uid", ColumnKind.Text),
    }.ToFrozenDictionary();

    /// <summary>The modality of any series of a study, in a query within the query.</summary>
    public static SearchColumn ModalityOfAny { get; } = new(QueryRetrieveLevel.Series, "x.modality", ColumnKind.Modality);

    /// <summary>True when its index is in the order of the collation NOCASE, and serves no other comparison.</summary>
    public bool HasCaselessIndex { get; init; }

    /// <summary>The column of an attribute; null when it has none and is matched by the caller alone.</summary>
    public static SearchColumn? Find(DicomTag tag) => _columns.GetValueOrDefault(tag);
}
