using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Abi;
using Belfry.Services;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Orthanc;

/// <summary>What the host offers, in the words of the SDK. There is no archive: the host's is reached by its own REST interface.</summary>
internal sealed class ExportedHost : IPluginHost
{
    public ExportedHost(HostServices services, HostLogger logger)
    {
        Logger = logger;
        Configuration = ReadConfiguration(services);
        ConfigurationFolder = FindFolder(services);
        Options = ExportOptions.Read(Configuration);
        Store = StoreScuOptions.Default with { ConnectTimeout = Options.ConnectTimeout };
        Connector = new ModalityConnector(Store, AssociationLimits.Default, logger, Time);
        Known = new Modalities(services, Options);
        Modalities = new ModalityDirectory(Known.Read, Connector, Store, Time, logger);
    }

    public ILogger Logger { get; }

    public JsonElement Configuration { get; }

    public string ConfigurationFolder { get; }

    public TimeProvider Time => TimeProvider.System;

    public IUidGenerator Uids { get; } = new RandomUidGenerator();

    public IModalities Modalities { get; }

    /// <summary>What is heeded of the configuration.</summary>
    public ExportOptions Options { get; }

    /// <summary>How instances are sent.</summary>
    public StoreScuOptions Store { get; }

    /// <summary>Makes associations.</summary>
    public IModalityConnector Connector { get; }

    /// <summary>The peers that the host knows.</summary>
    public Modalities Known { get; }

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
