using System.Collections.Immutable;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The storage commitment callbacks of all plugins in the order of their registration, which is possible at any time. Thread-safe.
/// </summary>
internal sealed class CommitmentRegistrations
{
    private ImmutableArray<CommitmentRegistration> _all = [];

    /// <summary>Those so far.</summary>
    public ImmutableArray<CommitmentRegistration> All => _all;

    /// <summary>Adds one, after all others. Null functions are accepted.</summary>
    public OrthancErrorCode Register(CommitmentRegistration registration)
    {
        ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), registration);
        return OrthancErrorCode.Success;
    }
}
