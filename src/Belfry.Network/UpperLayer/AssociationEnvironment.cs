using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Network;

/// <summary>What all associations of a listener, or of a requestor, have in common.</summary>
internal sealed record AssociationEnvironment(
    AssociationLimits Limits, IAssociationPolicy? Policy, AssociationRegistry? Registry, ILogger Logger, TimeProvider Clock)
{
    /// <summary>Is told what happens; null for nobody.</summary>
    public IAssociationObserver? Observer { get; init; }

    /// <summary>True for AE titles that measurements tell apart in any case.</summary>
    public Func<AETitle, bool> IsKnownPeer { get; init; } = static _ => false;

    /// <summary>Threads that stay with busy associations; null for none.</summary>
    public ServingThreads? Threads { get; init; }
}
