using System.Text.Json;
using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Sdk.Testing;

/// <summary>
/// What a plugin gets from its server, for tests: a configuration from text, a log that is kept, a clock of the test's choice, UIDs that count up.
/// Thread-safe, as the server's own.
/// </summary>
public sealed class FakePluginHost : IPluginHost
{
    private static readonly JsonDocumentOptions s_asTheServerReads = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="configuration">The whole configuration of the server as JSON; comments may be in it.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public FakePluginHost(string configuration = "{}")
    {
        using var document = JsonDocument.Parse(configuration, s_asTheServerReads);
        Configuration = document.RootElement.Clone();
    }

    /// <summary>What the plugin has logged.</summary>
    public RecordingLogger Log { get; } = new();

    /// <inheritdoc/>
    public ILogger Logger => Log;

    /// <inheritdoc/>
    public JsonElement Configuration { get; }

    /// <inheritdoc/>
    /// <remarks>Default: the folder of the test's assembly.</remarks>
    public string ConfigurationFolder { get; init; } = AppContext.BaseDirectory;

    /// <inheritdoc/>
    /// <remarks>Default: the system's clock. A fake one makes times foreseeable.</remarks>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    /// <remarks>Default: 2.25.1, 2.25.2, …</remarks>
    public IUidGenerator Uids { get; init; } = new CountingUids();

    /// <inheritdoc/>
    /// <remarks>Default: null, as on a server that keeps nothing.</remarks>
    public IInstanceArchive? Archive { get; init; }

    /// <inheritdoc/>
    /// <remarks>Default: those of a host that knows none.</remarks>
    public IModalities Modalities { get => field ?? ((IPluginHost)new KnowsNone(this)).Modalities; init; }

    // The interface says what it is when a host does not.
    private sealed class KnowsNone(FakePluginHost host) : IPluginHost
    {
        public ILogger Logger => host.Logger;

        public JsonElement Configuration => host.Configuration;

        public string ConfigurationFolder => host.ConfigurationFolder;

        public TimeProvider Time => host.Time;

        public IUidGenerator Uids => host.Uids;
    }

    private sealed class CountingUids : IUidGenerator
    {
        private int _last;

        public DicomUid Next() => new($"2.25.{Interlocked.Increment(ref _last)}");
    }
}
