using System.Data.Common;
using System.Globalization;
using Belfry.Dicom;
using Belfry.Sdk;

namespace WorklistSql;

/// <summary>
/// The conditions that the keys of a query put on rows. They may let too many rows through, since each is matched afterwards, and must never let too
/// few: what SQL would compare otherwise than DICOM does is left out. The texts of conditions are fixed; all that comes from the peer is a parameter.
/// </summary>
internal sealed class WorklistSelection
{
    // Beyond that the list is worth nothing as a filter.
    private const int MostValues = 100;

    private readonly List<string> _conditions = [];
    private readonly List<object> _parameters = [];

    private WorklistSelection()
    {
    }

    /// <summary>SQL conditions, all of which hold. Their parameters are named @p0, @p1, …</summary>
    public IReadOnlyList<string> Conditions => _conditions;

    /// <summary>The values of the parameters.</summary>
    public IReadOnlyList<object> Parameters => _parameters;

    public static WorklistSelection Of(WorklistQuery query)
    {
        var selection = new WorklistSelection();
        var keys = query.Identifier;
        selection.AddTexts("patient_id", keys, Tags.PatientID);
        selection.AddTexts("accession_number", keys, Tags.AccessionNumber);
        selection.AddTexts("requested_procedure_id", keys, Tags.RequestedProcedureID);
        selection.AddTexts("study_instance_uid", keys, Tags.StudyInstanceUID);
        selection.AddName(query);
        if (keys.GetSequence(Tags.ScheduledProcedureStepSequence) is [var step])
        {
            selection.AddTexts("modality", step, Tags.Modality);
            selection.AddTexts("station_ae_title", step, Tags.ScheduledStationAETitle);
            selection.AddTexts("step_id", step, Tags.ScheduledProcedureStepID);

            // Another time zone may have another day.
            selection.AddDays(query.ScheduledStartDate, keys.Contains(Tags.TimezoneOffsetFromUTC) ? 1 : 0);
        }

        return selection;
    }

    /// <summary>Puts conditions and parameters into a command.</summary>
    public void ApplyTo(DbCommand command, string select, string order)
    {
        // Both parts and every condition are texts of this program.
        command.CommandText = _conditions.Count == 0 ? $"{select} {order}" : $"{select} WHERE {string.Join(" AND ", _conditions)} {order}";
        for (var i = 0; i < _parameters.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            parameter.Value = _parameters[i];
            command.Parameters.Add(parameter);
        }
    }

    /// <summary>One of the values, with wildcards (PS3.4 §C.2.2.2.1, §C.2.2.2.4).</summary>
    private void AddTexts(string column, DicomDataSet keys, DicomTag tag)
    {
        var values = keys.GetStrings(tag);
        if (values.Count is 0 or > MostValues || values.Any(static value => value is "" or "*" or "\"\""))
            return;
        List<string> either = [];
        foreach (var value in values)
        {
            either.Add(value.AsSpan().ContainsAny('*', '?')
                ? $@"{column} LIKE {Parameter(PatternOf(value))} ESCAPE '\'"
                : $"{column} = {Parameter(value)}");
        }

        _conditions.Add($"({string.Join(" OR ", either)})");
    }

    /// <summary>
    /// Names are matched without regard to case, and by component group: the letters that they begin with are compared, where both sides know the same
    /// upper case, and names with more than one group are let through.
    /// </summary>
    private void AddName(WorklistQuery query)
    {
        if (query.Policy.PersonNames is not (PersonNameMatching.Literal or PersonNameMatching.CaseInsensitive) || query.PatientName is not { } name
            || name.Contains('\\'))
            return;
        var length = 0;
        while (length < name.Length && char.IsAsciiLetter(name[length]) && char.ToUpperInvariant(name[length]) is not ('I' or 'S'))
            length++;
        if (length > 0)
            _conditions.Add($"(upper(patient_name) LIKE {Parameter(name[..length].ToUpperInvariant() + "%")} OR patient_name LIKE '%=%')");
    }

    private void AddDays(DicomDateRange? days, int margin)
    {
        if (days?.From is { } from && from.DayNumber > margin)
            _conditions.Add($"start_date >= {Parameter(from.AddDays(-margin))}");
        if (days?.To is { } to && to.DayNumber < DateOnly.MaxValue.DayNumber - margin)
            _conditions.Add($"start_date <= {Parameter(to.AddDays(margin))}");
    }

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@p{_parameters.Count - 1}");
    }

    // What "?" stands for is one character here and may be two units there, so it is any text: the matching is more exact.
    private static string PatternOf(string value) => value
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace('*', '%')
        .Replace('?', '%');
}
