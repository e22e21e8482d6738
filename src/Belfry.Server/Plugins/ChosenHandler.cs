using Belfry.Dicom;

namespace Belfry.Server.Plugins;

/// <summary>Who answers for a service.</summary>
/// <param name="Handler">The handler.</param>
/// <param name="CalledAETitle">For this called AE title only; null for all that have no handler of their own.</param>
/// <param name="Source">Where it comes from, in words.</param>
internal sealed record ChosenHandler<T>(T Handler, AETitle? CalledAETitle, string Source)
    where T : class;
