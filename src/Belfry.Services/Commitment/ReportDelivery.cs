using Belfry.Network;

namespace Belfry.Services;

/// <summary>How the sending of a report went.</summary>
/// <param name="Fault">Why the peer did not take it; null when it did.</param>
/// <param name="Held">The association made for it, still to be released; null for none.</param>
internal readonly record struct ReportDelivery(ReportFault? Fault, Association? Held = null)
{
    /// <summary>The peer took it, and nothing is held.</summary>
    public static ReportDelivery Taken => default;
}
