using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>The registered functions of storage commitment. Null ones are registered too: every transaction that comes to them then fails.</summary>
/// <param name="Plugin">Whose they are.</param>
/// <param name="Factory">Begins a transaction.</param>
/// <param name="Lookup">Answers for an instance.</param>
/// <param name="Destructor">Ends a transaction.</param>
/// <param name="Version">1 or 2: which signature the factory has.</param>
internal sealed record CommitmentRegistration(NativePlugin Plugin, nint Factory, nint Lookup, nint Destructor, int Version)
{
    /// <summary>Version 1 (1013).</summary>
    public static CommitmentRegistration Of(NativePlugin plugin, OrthancRegisterStorageCommitmentScpCallback given) =>
        new(plugin, given.Factory, given.Lookup, given.Destructor, 1);

    /// <summary>Version 2 (1026).</summary>
    public static CommitmentRegistration Of(NativePlugin plugin, OrthancRegisterStorageCommitmentScpCallback2 given) =>
        new(plugin, given.Factory, given.Lookup, given.Destructor, 2);

    /// <summary>True when no function is null.</summary>
    public bool IsComplete => this is not ({ Factory: 0 } or { Lookup: 0 } or { Destructor: 0 });
}
