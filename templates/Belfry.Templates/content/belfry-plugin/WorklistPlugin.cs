using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace BelfryPlugin1;

/// <summary>Answers Modality Worklist queries. One object serves all queries, many at once.</summary>
[BelfryPlugin("BelfryPlugin1", Description = "A worklist")]
public sealed class WorklistPlugin : IWorklistHandler
{
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly string _station;

    public WorklistPlugin(IPluginHost host)
    {
        _log = host.Logger;
        _time = host.Time;

        // From the server's configuration: { "BelfryPlugin1" : { "Station" : "CT2" } }
        _station = host.Configuration.TryGetProperty("BelfryPlugin1", out var own) && own.TryGetProperty("Station", out var station)
            ? station.GetString() ?? ""
            : "CT1";
    }

    public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var appointment in ReadAppointmentsAsync(request.Query.ScheduledStartDate, cancellation))
        {
            // All kinds of matching of PS3.4 C.2.2.2. The answer goes out with the keys that were asked for.
            var item = ToItem(appointment);
            if (!request.Query.Matches(item))
                continue;
            count++;
            yield return item;
        }

        _log.LogInformation("{CallingAETitle} got {Count} items", request.Connection.CallingAETitle, count);
    }

    /// <summary>In place of a database. Ask yours for what the query names, as far as it is easy: what is too much does not match.</summary>
    private async IAsyncEnumerable<Appointment> ReadAppointmentsAsync(
        DicomDateRange? dates, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(_time.GetLocalNow().DateTime);
        Appointment[] all =
        [
            new("Example^Anna", "EX-1", "A-1", today, new TimeOnly(8, 30)),
            new("Example^Bernd", "EX-2", "A-2", today, new TimeOnly(9, 0)),
            new("Example^Zoé", "EX-3", "A-3", today.AddDays(1), new TimeOnly(8, 30)),
        ];
        foreach (var appointment in all)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            if (dates is null || dates.Value.Contains(appointment.Day))
                yield return appointment;
        }
    }

    private DicomDataSet ToItem(Appointment appointment) => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 192" },
        { Tags.AccessionNumber, appointment.Accession },
        { Tags.PatientName, appointment.Name },
        { Tags.PatientID, appointment.PatientId },
        {
            Tags.ScheduledProcedureStepSequence, new DicomDataSet
            {
                { Tags.Modality, "CT" },
                { Tags.ScheduledStationAETitle, _station },
                { Tags.ScheduledProcedureStepStartDate, appointment.Day },
                { Tags.ScheduledProcedureStepStartTime, appointment.Time },
                { Tags.ScheduledProcedureStepID, appointment.Accession },
            }
        },
    };

    private sealed record Appointment(string Name, string PatientId, string Accession, DateOnly Day, TimeOnly Time);
}
