using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Worklists;

/// <summary>Narrows a query to the steps of the station that asks (option FilterIssuerAet).</summary>
internal static class StationFilter
{
    /// <summary>The query itself when it names a station, else one that asks for the caller's.</summary>
    public static WorklistQuery Apply(WorklistQuery query, AETitle station)
    {
        var steps = query.Identifier.GetSequence(Tags.ScheduledProcedureStepSequence);
        var asked = steps.Count > 0 ? steps[0].GetString(Tags.ScheduledStationAETitle)?.Trim() : null;
        if (asked is { Length: > 0 } and not "*")
            return query;
        var step = steps.Count > 0 ? steps[0].Clone() : new DicomDataSet();
        step.Set(Tags.ScheduledStationAETitle, station.Value);
        var identifier = query.Identifier.Clone();
        identifier.Set(Tags.ScheduledProcedureStepSequence, step);
        return new WorklistQuery(identifier, query.Policy);
    }
}
