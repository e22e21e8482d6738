namespace Belfry.Sdk;

/// <summary>
/// Does jobs of kinds of its own: work that takes longer than a request, and that is done although the server is restarted or killed. A plugin that
/// implements it submits its jobs by <see cref="IPluginHost.Jobs"/>.
/// </summary>
public interface IJobHandler
{
    /// <summary>
    /// The kinds. Asked for once, after the plugin has been made and before jobs run; stored jobs of these names go on then. Two plugins with a kind of the same
    /// name, or one with a name of the server's own, stop the start.
    /// </summary>
    IReadOnlyList<PluginJobKind> JobKinds { get; }
}
