using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Orthanc;

/// <summary>What the host offers, in the words of the SDK. There is no archive: the host's is reached by its own REST interface.</summary>
internal sealed class ExportedHost(HostServices services, HostLogger logger) : IPluginHost
{
    public ILogger Logger { get; } = logger;

    public JsonElement Configuration { get; } = ReadConfiguration(services);

    public string ConfigurationFolder { get; } = FindFolder(services);

    public TimeProvider Time => TimeProvider.System;

    public IUidGenerator Uids { get; } = new RandomUidGenerator();

    private static JsonElement ReadConfiguration(HostServices services)
    {
        using var document = JsonDocument.Parse(services.GetText(OrthancService.GetConfiguration) ?? "{}");
        return document.RootElement.Clone();
    }

    // The host may have been started with a file, with a folder, or with nothing.
    private static string FindFolder(HostServices services)
    {
        var path = services.GetText(OrthancService.GetConfigurationPath);
        if (string.IsNullOrEmpty(path))
            return Environment.CurrentDirectory;
        var full = Path.GetFullPath(path);
        return Directory.Exists(full) ? full : Path.GetDirectoryName(full) ?? Environment.CurrentDirectory;
    }
}
