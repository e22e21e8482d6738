using System.Collections.Immutable;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Archive;

/// <summary>The callbacks of one plugin about the archive. Registered at any time; thread-safe.</summary>
internal sealed class InstanceCallbacks
{
    private ImmutableArray<nint> _changes = [];
    private ImmutableArray<nint> _stored = [];
    private ImmutableArray<nint> _filters = [];
    private ImmutableArray<nint> _storeFilters = [];

    /// <summary>Change callbacks (1003).</summary>
    public ImmutableArray<nint> Changes => _changes;

    /// <summary>Callbacks for what was stored (1001).</summary>
    public ImmutableArray<nint> Stored => _stored;

    /// <summary>Filters of every instance (1014).</summary>
    public ImmutableArray<nint> Filters => _filters;

    /// <summary>Filters of instances that come by C-STORE (1017).</summary>
    public ImmutableArray<nint> StoreFilters => _storeFilters;

    /// <summary>Registers a callback.</summary>
    public OrthancErrorCode Register(OrthancService service, nint callback)
    {
        if (callback == 0)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        switch (service)
        {
            case OrthancService.RegisterOnChangeCallback:
                ImmutableInterlocked.Update(ref _changes, static (all, one) => all.Add(one), callback);
                break;
            case OrthancService.RegisterOnStoredInstanceCallback:
                ImmutableInterlocked.Update(ref _stored, static (all, one) => all.Add(one), callback);
                break;
            case OrthancService.RegisterIncomingDicomInstanceFilter:
                ImmutableInterlocked.Update(ref _filters, static (all, one) => all.Add(one), callback);
                break;
            default:
                ImmutableInterlocked.Update(ref _storeFilters, static (all, one) => all.Add(one), callback);
                break;
        }

        return OrthancErrorCode.Success;
    }

    /// <summary>What a plugin registered, in words.</summary>
    public IEnumerable<string> Describe()
    {
        if (!_changes.IsEmpty)
            yield return "changes";
        if (!_stored.IsEmpty)
            yield return "stored instances";
        if (!_filters.IsEmpty)
            yield return "instance filter";
        if (!_storeFilters.IsEmpty)
            yield return "C-STORE filter";
    }
}
