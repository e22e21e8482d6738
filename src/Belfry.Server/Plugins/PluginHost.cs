using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Composition;

namespace Belfry.Server.Plugins;

/// <summary>What one plugin sees of the server.</summary>
internal sealed class PluginHost(
    ILogger logger, JsonElement configuration, string folder, TimeProvider time, PluginSet plugins, IModalities modalities) : IPluginHost
{
    public ILogger Logger { get; } = logger;

    public JsonElement Configuration { get; } = configuration;

    public string ConfigurationFolder { get; } = folder;

    public TimeProvider Time { get; } = time;

    public IUidGenerator Uids { get; } = new RandomUidGenerator();

    public IInstanceArchive? Archive => plugins.Archive;

    public IRestApi? Rest => plugins.Rest;

    public IPluginStores? Stores => plugins.Stores;

    public IPluginJobs? Jobs => plugins.Jobs;

    public IModalities Modalities { get; } = modalities;
}
