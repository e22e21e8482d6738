using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Who says which instances a retrieve means, and where stored ones are.</summary>
/// <param name="Handler">Is asked.</param>
/// <param name="BuiltIn">The server's own, for handlers that hand requests on to it; null for none.</param>
/// <param name="Instances">Finds the instances of <see cref="Suboperation.SendStored"/>; null for none.</param>
public sealed record RetrieveSources(IRetrieveHandler Handler, IRetrieveHandler? BuiltIn = null, IInstanceStore? Instances = null);
