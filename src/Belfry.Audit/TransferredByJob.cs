using System.Globalization;
using System.Net;
using System.Text.Json;
using Belfry.Jobs;

namespace Belfry.Audit;

/// <summary>DICOM Instances Transferred (PS3.15 §A.5.3.7) of a job that is over. Pure functions.</summary>
internal static class TransferredByJob
{
    /// <summary>The event of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="transfer">How its kind transfers.</param>
    /// <param name="content">Its content.</param>
    /// <param name="objects">Whose data it was about.</param>
    public static AuditEvent ToEvent(Job job, JobTransfer transfer, JsonElement content, IReadOnlyList<AuditObject> objects)
    {
        var originator = TextOf(content, "MoveOriginatorAET");
        return new AuditEvent(AuditCode.InstancesTransferred, AuditAction.Read, OutcomeOf(job, transfer, content))
        {
            OutcomeDescription = Describe(job, transfer, content),
            Participants =
            [
                new AuditParticipant(originator ?? TextOf(content, "Description") ?? "", IsRequestor: true) { AETitle = originator },
                .. transfer switch
                {
                    JobTransfer.ToPeer => [Own(null, AuditCode.Source), Peer(content)],
                    JobTransfer.FromModality => Retrieving(content),
                    _ => [Own(TextOf(content, "LocalAet"), AuditCode.Source), Named(TextOf(content, "RemoteAet"), AuditCode.Destination)],
                },
            ],
            Objects = [AuditObject.Address($"/jobs/{job.Id:D}"), .. objects],
        };
    }

    // By C-MOVE the modality sends to a third, which may be this server under the title that it asked by; by C-GET to this server.
    private static AuditParticipant[] Retrieving(JsonElement content)
    {
        var (local, source) = (TextOf(content, "LocalAet"), Named(TextOf(content, "RemoteAet"), AuditCode.Source));
        var target = TextOf(content, "TargetAet") ?? local;
        return target == local ? [source, Own(local, AuditCode.Destination)] : [source, Own(local, null), Named(target, AuditCode.Destination)];
    }

    private static AuditParticipant Own(string? title, AuditCode? role) => new("Belfry", IsRequestor: false) { AETitle = title, Role = role };

    private static AuditParticipant Named(string? title, AuditCode role) => new(title ?? "", IsRequestor: false) { AETitle = title, Role = role };

    // Known by its address, without a name and a password that may stand in it.
    private static AuditParticipant Peer(JsonElement content)
    {
        var text = content.TryGetProperty("Peer", out var peer) && peer.ValueKind == JsonValueKind.Array && peer.GetArrayLength() > 0 ? peer[0].GetString() : null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            return new AuditParticipant(text ?? "", IsRequestor: false) { Role = AuditCode.Destination };
        return new AuditParticipant(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), IsRequestor: false)
        {
            Role = AuditCode.Destination,
            Address = IPAddress.TryParse(url.DnsSafeHost, out var address) ? address.ToString() : null,
        };
    }

    private static AuditOutcome OutcomeOf(Job job, JobTransfer transfer, JsonElement content) => job switch
    {
        { State: JobState.Success } => FailedOf(transfer, content) == 0 ? AuditOutcome.Success : AuditOutcome.MinorFailure,
        { Error: { } error } when error.Code == JobError.Cancelled.Code => AuditOutcome.MinorFailure,
        _ => AuditOutcome.SeriousFailure,
    };

    private static long FailedOf(JobTransfer transfer, JsonElement content) =>
        transfer == JobTransfer.FromModality ? RetrievedByJob.CountFailed(content) : NumberOf(content, "FailedInstancesCount");

    private static string Describe(Job job, JobTransfer transfer, JsonElement content)
    {
        var reason = job.Error?.Details ?? job.Error?.Description ?? "";
        if (transfer == JobTransfer.FromModality)
            return job.State == JobState.Success ? RetrievedByJob.Describe(content) : $"{RetrievedByJob.Describe(content)}; {reason}";
        var (count, failed) = (NumberOf(content, "InstancesCount"), NumberOf(content, "FailedInstancesCount"));
        if (job.State == JobState.Success)
            return string.Create(CultureInfo.InvariantCulture, $"{count - failed} of {count} instances arrived");

        // A run that came to its end has counted itself.
        return job.Error is { } error && (error.Code == JobError.Cancelled.Code || error.Code == JobError.Expired.Code || error.Code == JobError.Internal.Code)
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(job.Progress * count):F0} of {count} instances arrived; {reason}")
            : reason;
    }

    private static string? TextOf(JsonElement content, string name) =>
        content.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;

    private static long NumberOf(JsonElement content, string name) =>
        content.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) ? number : 0;
}
