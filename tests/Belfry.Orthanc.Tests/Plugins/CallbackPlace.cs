namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>Where the callbacks of these tests run: here, in the process of the server.</summary>
internal static class CallbackPlace
{
    public static Task<PluginIsolation> IsolationAsync() => Task.FromResult(new PluginIsolation());
}
