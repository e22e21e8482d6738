using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Rest;

/// <summary>
/// The callbacks that a request is in: a callback may call the REST interface and meet a callback again, of its own plugin or of another. It flows
/// with the call, through the server and onto the thread of the next callback.
/// </summary>
internal sealed class RestScope
{
    /// <summary>How deep calls may lie within one another; what goes deeper goes round in circles.</summary>
    public const int MaxDepth = 16;

    private static readonly AsyncLocal<RestScope?> _current = new();

    private readonly RestScope? _outer;
    private readonly NativePlugin? _locked;

    /// <param name="outer">The callback that the call comes from; null for none.</param>
    /// <param name="locked">The plugin whose turn the callback has; null for none.</param>
    public RestScope(RestScope? outer, NativePlugin? locked) => (_outer, _locked, Depth) = (outer, locked, outer is null ? 0 : outer.Depth + 1);

    /// <summary>The callback that runs here; null for none.</summary>
    public static RestScope? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>How many callbacks it lies in.</summary>
    public int Depth { get; }

    /// <summary>True when one of the callbacks that wait for this one has the turn of the plugin.</summary>
    public bool HasTurnOf(NativePlugin plugin)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._locked == plugin)
                return true;
        }

        return false;
    }
}
