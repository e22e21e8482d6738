using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Belfry.Sdk;

/// <summary>Does a job, or goes on with it from its last checkpoint.</summary>
/// <param name="run">The job, and the way to say how far it is.</param>
/// <param name="cancellation">
/// Cancelled when the job is to stop: <see cref="PluginJobRun{TArguments, TCheckpoint}.StopReason"/> says why. Save what should not be lost, and let the
/// <see cref="OperationCanceledException"/> go; what is returned instead counts.
/// </param>
/// <returns>How this attempt ended. Any other exception is a fault: it is logged, and the job fails.</returns>
public delegate ValueTask<PluginJobOutcome> PluginJobWork<TArguments, TCheckpoint>(PluginJobRun<TArguments, TCheckpoint> run, CancellationToken cancellation)
    where TCheckpoint : class;

/// <summary>
/// A kind of job that a plugin does: what is submitted and what a checkpoint saves are objects, kept as JSON. Members that a later version of the plugin
/// adds should have defaults, since stored jobs lack them. Immutable; thread-safe.
/// </summary>
/// <typeparam name="TArguments">What is to be done.</typeparam>
/// <typeparam name="TCheckpoint">How far it is: what is needed to go on.</typeparam>
public sealed class PluginJobKind<TArguments, TCheckpoint> : PluginJobKind
    where TCheckpoint : class
{
    private readonly JsonTypeInfo<TArguments> _arguments;
    private readonly JsonTypeInfo<TCheckpoint> _checkpoint;
    private readonly PluginJobWork<TArguments, TCheckpoint> _work;

    /// <summary>A kind whose objects are written by generated code (<c>[JsonSerializable]</c>).</summary>
    /// <param name="name">See <see cref="PluginJobKind.Name"/>.</param>
    /// <param name="arguments">How arguments are written.</param>
    /// <param name="checkpoint">How checkpoints are written.</param>
    /// <param name="work">Does the jobs; called for several at once, on threads of the pool.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public PluginJobKind(string name, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TCheckpoint> checkpoint, PluginJobWork<TArguments, TCheckpoint> work)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(work);
        _arguments = arguments;
        _checkpoint = checkpoint;
        _work = work;
    }

    /// <summary>A kind whose objects are written by reflection, as <see cref="JsonSerializer"/> does by default.</summary>
    /// <param name="name">See <see cref="PluginJobKind.Name"/>.</param>
    /// <param name="work">Does the jobs; called for several at once, on threads of the pool.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    [RequiresUnreferencedCode("Members of arguments and checkpoints are found by reflection.")]
    [RequiresDynamicCode("Members of arguments and checkpoints are found by reflection.")]
    public PluginJobKind(string name, PluginJobWork<TArguments, TCheckpoint> work)
        : this(
            name,
            (JsonTypeInfo<TArguments>)JsonSerializerOptions.Default.GetTypeInfo(typeof(TArguments)),
            (JsonTypeInfo<TCheckpoint>)JsonSerializerOptions.Default.GetTypeInfo(typeof(TCheckpoint)),
            work)
    {
    }

    /// <inheritdoc/>
    public override ValueTask<PluginJobOutcome> RunAsync(IPluginJobRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        PluginJobRun<TArguments, TCheckpoint> typed;
        try
        {
            var arguments = JsonSerializer.Deserialize(run.Arguments.Span, _arguments) ?? throw new JsonException("The arguments are null.");
            var checkpoint = run.Checkpoint.IsEmpty ? null : JsonSerializer.Deserialize(run.Checkpoint.Span, _checkpoint);
            typed = new PluginJobRun<TArguments, TCheckpoint>(run, arguments, checkpoint, _checkpoint);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            // Stored by another version of the plugin: no attempt would do better.
            return ValueTask.FromResult(PluginJobOutcome.Failed($"What was stored of the job cannot be read: {fault.Message}"));
        }

        return _work(typed, cancellation);
    }

    /// <summary>The arguments as they are stored.</summary>
    internal byte[] Write(TArguments arguments) => JsonSerializer.SerializeToUtf8Bytes(arguments, _arguments);
}
