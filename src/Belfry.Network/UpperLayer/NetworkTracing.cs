using System.Diagnostics;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// What can be followed: one source of activities, "Belfry.Network". An association contains the operations that this side performs and those that it
/// invokes; an association that is opened while an operation is performed belongs to it. No values of data sets, no identities but AE titles and addresses.
/// Costs the look at a field when nobody listens.
/// </summary>
internal static class NetworkTracing
{
    private static readonly ActivitySource _source = new("Belfry.Network");

    /// <summary>What runs here now, as the parent of what it causes elsewhere.</summary>
    public static ActivityContext Caller => Activity.Current?.Context ?? default;

    public static Activity? BeginAssociation(Association association, ActivityContext caller)
    {
        var isAcceptor = association.Role == AssociationRole.Acceptor;
        if (Start("association", isAcceptor ? ActivityKind.Server : ActivityKind.Client, caller) is not { } activity)
            return null;
        Describe(activity, association);
        return activity;
    }

    public static void EndAssociation(Activity? activity, AssociationEndReason reason)
    {
        if (activity is null)
            return;
        activity.SetTag("dicom.end_reason", reason.ToString());
        if (reason is not (AssociationEndReason.Released or AssociationEndReason.ReleasedByPeer or AssociationEndReason.Stopped))
            activity.SetStatus(ActivityStatusCode.Error, reason.ToString());
        activity.Dispose();
    }

    public static Activity? BeginOperation(DimseOperation operation)
    {
        if (Start(operation.Request.CommandField.ServiceOf(), ActivityKind.Server, operation.Association.Activity?.Context ?? default) is not { } activity)
            return null;
        Describe(activity, operation.Association);
        Describe(activity, operation.Request, operation.Request.MessageId);
        return activity;
    }

    public static void EndOperation(DimseOperation operation)
    {
        if (operation.Activity is not { } activity)
            return;
        activity.SetTag("dicom.pending_responses", operation.PendingResponseCount);
        activity.SetTag("dicom.end_reason", operation.EndReason.ToString());
        End(activity, operation.FinalResponse?.Status);
    }

    /// <summary>An operation that this side invokes: a part of what runs here, or else of its association.</summary>
    public static Activity? BeginInvocation(Association association, DimseRequest request, ushort messageId)
    {
        var caller = Caller;
        if (Start(request.CommandField.ServiceOf(), ActivityKind.Client, caller == default ? association.Activity?.Context ?? default : caller) is not { } activity)
            return null;
        Describe(activity, association);
        Describe(activity, request, messageId);
        return activity;
    }

    /// <summary>Ends an operation.</summary>
    /// <param name="activity">The operation; null when nobody listens.</param>
    /// <param name="status">Its final status; null when there was none.</param>
    public static void End(Activity? activity, DimseStatus? status)
    {
        if (activity is null)
            return;
        activity.SetTag("dicom.status", status?.ToString() ?? "none");
        if (status is not { } final || final.Class == DimseStatusClass.Failure)
            activity.SetStatus(ActivityStatusCode.Error, status?.ToString());
        activity.Dispose();
    }

    // What runs here stays what runs here: whoever performs the work makes it current there.
    private static Activity? Start(string name, ActivityKind kind, ActivityContext parent)
    {
        if (!_source.HasListeners())
            return null;
        var before = Activity.Current;
        Activity.Current = null;
        var activity = _source.StartActivity(name, kind, parent);
        Activity.Current = before;
        return activity;
    }

    private static void Describe(Activity activity, Association association)
    {
        activity.SetTag("dicom.association", association.Id);
        activity.SetTag("dicom.calling_ae", association.CallingAETitle.Value);
        activity.SetTag("dicom.called_ae", association.CalledAETitle.Value);
        if (association.RemoteEndPoint is { } peer)
            activity.SetTag("network.peer.address", peer.ToString());
    }

    private static void Describe(Activity activity, DimseRequest request, ushort messageId)
    {
        activity.SetTag("dicom.message_id", messageId);
        activity.SetTag("dicom.sop_class", OperationLine.NameOf(request.SopClassUid));
    }
}
