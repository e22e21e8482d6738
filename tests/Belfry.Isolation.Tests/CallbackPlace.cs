using Belfry.Orthanc;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Isolation.Tests;

/// <summary>Where the callbacks of the tests that this suite shares with Belfry.Orthanc.Tests run: in a process for each plugin.</summary>
internal static class CallbackPlace
{
    public static async Task<PluginIsolation> IsolationAsync() => new()
    {
        Default = new IsolationSettings { OwnProcess = true, CallbackTime = TimeSpan.FromSeconds(30) },
        Program = await PublishedChild.ProgramAsync(),
    };
}
