using System.Buffers;
using System.Text;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Attributes that are counted or gathered when a query asks for them (PS3.4 §C.6.1.1): what they are in SQL, and how they are answered.</summary>
internal sealed class ComputedAttributes
{
    // Ascending, as they are written.
    private static readonly Column[] _all =
    [
        new(Tags.ModalitiesInStudy, VR.CS, QueryRetrieveLevel.Study,
            "(SELECT group_concat(m, '\\') FROM (SELECT DISTINCT x.modality AS m FROM series x WHERE x.study = s.id))"),
        new(Tags.SOPClassesInStudy, VR.UI, QueryRetrieveLevel.Study,
            "(SELECT group_concat(c, '\\') FROM (SELECT DISTINCT k.sop_class AS c FROM series x JOIN instances y ON y.series = x.id"
            + " JOIN kinds k ON k.id = y.kind WHERE x.study = s.id))"),
        new(Tags.AvailableTransferSyntaxUID, VR.UI, QueryRetrieveLevel.Image, "(SELECT k.transfer_syntax FROM kinds k WHERE k.id = i.kind)"),
        new(Tags.NumberOfPatientRelatedStudies, VR.IS, QueryRetrieveLevel.Patient, "(SELECT count(*) FROM studies x WHERE x.patient = p.id)"),
        new(Tags.NumberOfPatientRelatedSeries, VR.IS, QueryRetrieveLevel.Patient,
            "(SELECT count(*) FROM studies x JOIN series y ON y.study = x.id WHERE x.patient = p.id)"),
        new(Tags.NumberOfPatientRelatedInstances, VR.IS, QueryRetrieveLevel.Patient,
            "(SELECT count(*) FROM studies x JOIN series y ON y.study = x.id JOIN instances z ON z.series = y.id WHERE x.patient = p.id)"),
        new(Tags.NumberOfStudyRelatedSeries, VR.IS, QueryRetrieveLevel.Study, "(SELECT count(*) FROM series x WHERE x.study = s.id)"),
        new(Tags.NumberOfStudyRelatedInstances, VR.IS, QueryRetrieveLevel.Study,
            "(SELECT count(*) FROM series x JOIN instances y ON y.series = x.id WHERE x.study = s.id)"),
        new(Tags.NumberOfSeriesRelatedInstances, VR.IS, QueryRetrieveLevel.Series, "(SELECT count(*) FROM instances x WHERE x.series = e.id)"),
    ];

    private readonly Column[] _columns;

    private ComputedAttributes(Column[] columns) => _columns = columns;

    /// <summary>Nothing is asked for.</summary>
    public static ComputedAttributes None { get; } = new([]);

    /// <summary>The columns to be selected, each beginning with a comma; empty for none.</summary>
    public string Sql => string.Concat(_columns.Select(static column => $", {column.Sql}"));

    /// <summary>True for an attribute that can be computed at a level.</summary>
    public static bool Has(QueryRetrieveLevel level, DicomTag tag) => Array.Exists(_all, column => column.Level <= level && column.Tag == tag);

    /// <summary>Those that a query asks for and its level has.</summary>
    public static ComputedAttributes Of(DicomDataSet identifier, QueryRetrieveLevel level) =>
        new(Array.FindAll(_all, column => column.Level <= level && identifier.Contains(column.Tag)));

    /// <summary>Those among some attributes that the level has.</summary>
    public static ComputedAttributes Of(IReadOnlyCollection<DicomTag> tags, QueryRetrieveLevel level) =>
        new(Array.FindAll(_all, column => column.Level <= level && tags.Contains(column.Tag)));

    /// <summary>Writes the attributes of a row as a level for <see cref="TagMerger"/>.</summary>
    public ReadOnlyMemory<byte> Write(SqliteStatement row, int firstColumn)
    {
        if (_columns.Length == 0)
            return default;
        var output = new ArrayBufferWriter<byte>(128);
        for (var i = 0; i < _columns.Length; i++)
        {
            var text = row.GetText(firstColumn + i) ?? "";
            if (text.Contains('\\'))
                text = string.Join('\\', text.Split('\\').Where(static value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            var bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length < ushort.MaxValue)
                TagWriter.WriteElement(output, _columns[i].Tag, _columns[i].VR, bytes);
        }

        return output.WrittenMemory;
    }

    private sealed record Column(DicomTag Tag, VR VR, QueryRetrieveLevel Level, string Sql);
}
