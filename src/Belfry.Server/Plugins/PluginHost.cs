using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Server.Plugins;

/// <summary>What one plugin sees of the server.</summary>
internal sealed class PluginHost(
    ILogger logger, JsonElement configuration, string folder, TimeProvider time, Func<IInstanceArchive?> archive, IModalities modalities) : IPluginHost
{
    public ILogger Logger { get; } = logger;

    public JsonElement Configuration { get; } = configuration;

    public string ConfigurationFolder { get; } = folder;

    public TimeProvider Time { get; } = time;

    public IUidGenerator Uids { get; } = new RandomUidGenerator();

    public IInstanceArchive? Archive => archive();

    public IModalities Modalities { get; } = modalities;
}
