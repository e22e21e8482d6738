namespace Belfry.Sdk;

/// <summary>What an instance becomes before it is stored.</summary>
public readonly record struct InstanceCoercion
{
    private InstanceCoercion(InstanceSource? replacement, bool isDiscarded)
    {
        Replacement = replacement;
        IsDiscarded = isDiscarded;
    }

    /// <summary>It stays as it is.</summary>
    public static InstanceCoercion Keep => default;

    /// <summary>It is dropped; the peer is answered with success, as the reference host does.</summary>
    public static InstanceCoercion Discard => new(null, isDiscarded: true);

    /// <summary>What takes its place; null when it stays or is dropped.</summary>
    public InstanceSource? Replacement { get; }

    /// <summary>True when it is dropped.</summary>
    public bool IsDiscarded { get; }

    /// <summary>
    /// Another takes its place, with its own identifiers and transfer syntax: it is checked and stored as if it had come in its stead. The peer is answered
    /// with success, as the reference host does, not with B000H.
    /// </summary>
    /// <param name="instance">For instance <see cref="InstanceSource.FromDataSet"/>. It may read the instance that came until it is stored.</param>
    public static InstanceCoercion Replace(InstanceSource instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return new InstanceCoercion(instance, isDiscarded: false);
    }
}
