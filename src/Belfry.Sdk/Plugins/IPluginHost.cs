using System.Text.Json;
using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk;

/// <summary>What the server offers to a plugin. Thread-safe.</summary>
public interface IPluginHost
{
    /// <summary>Logs under the plugin's name. Patient data belongs to level Trace only.</summary>
    ILogger Logger { get; }

    /// <summary>The whole configuration of the server, merged and with the environment put in; the plugin reads its own section.</summary>
    JsonElement Configuration { get; }

    /// <summary>The folder that relative paths of the configuration start at.</summary>
    string ConfigurationFolder { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Makes new UIDs.</summary>
    IUidGenerator Uids { get; }

    /// <summary>
    /// The server's archive; null when it keeps none, and while plugins are being made: they are there first. A host that has no archive need not
    /// say so.
    /// </summary>
    IInstanceArchive? Archive => null;

    /// <summary>
    /// The server's REST interface, without a socket and with all rights; null while plugins are being made: its routes are not there yet. A host without one
    /// need not say so.
    /// </summary>
    IRestApi? Rest => null;

    /// <summary>
    /// Values by keys, and queues, that outlive restarts; null when the server keeps no archive, and while plugins are being made. A host without
    /// one need not say so.
    /// </summary>
    IPluginStores? Stores => null;

    /// <summary>
    /// The server's jobs, for those of the plugin's own kinds (<see cref="IJobHandler"/>); null while plugins are being made. A host without jobs need not say so.
    /// </summary>
    IPluginJobs? Jobs => null;

    /// <summary>
    /// The DICOM peers that the server knows, to be asked and sent to. Never null. A host that knows none need not say so: looking one up then finds
    /// nothing.
    /// </summary>
    IModalities Modalities => NoModalities.Instance;
}
