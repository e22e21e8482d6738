using System.Net;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Turns what was written into what is in force.</summary>
internal sealed class ServerConfigurationReader
{
    private static readonly IReadOnlyDictionary<string, PersonNameMatching> _personNames =
        Enum.GetValues<PersonNameMatching>().Where(static value => value != PersonNameMatching.Fuzzy).ToDictionary(value => value.ToString());

    private static readonly IReadOnlyDictionary<string, DimseStatus> _incompleteStatuses =
        new Dictionary<string, DimseStatus> { ["FE00"] = DimseStatus.Cancel, ["A700"] = new(0xA700) };

    private static readonly AlwaysAllowed[] _alwaysAllowed =
    [
        new("DicomAlwaysAllowEcho", ServiceKind.Echo, true),
        new("DicomAlwaysAllowStore", ServiceKind.Store, true),
        new("DicomAlwaysAllowFind", ServiceKind.Find, false),
        new("DicomAlwaysAllowFindWorklist", ServiceKind.FindWorklist, false),
        new("DicomAlwaysAllowGet", ServiceKind.Get, false),
        new("DicomAlwaysAllowMove", ServiceKind.Move, false),
    ];

    private readonly ConfigurationDocument _document;
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings;
    private readonly ConfigurationSection _top;
    private readonly ConfigurationSection _own;

    private ServerConfigurationReader(ConfigurationDocument document, ISet<string>? known = null)
    {
        _document = document;
        _warnings = [.. document.Warnings];
        _top = new ConfigurationSection(document.Root, "", _problems, known);
        _own = _top.Section("Belfry");
    }

    /// <exception cref="ConfigurationException">Values that are not allowed: all of them.</exception>
    public static ServerConfiguration Read(ConfigurationDocument document)
    {
        var reader = new ServerConfigurationReader(document);
        var configuration = reader.Read();
        return reader._problems.Count == 0 ? configuration : throw new ConfigurationException(reader._problems);
    }

    /// <summary>The full names of all keys that have an effect, sections among them; not those within <c>DicomModalities</c>.</summary>
    public static IReadOnlySet<string> FindKeys()
    {
        var known = new HashSet<string>();
        new ServerConfigurationReader(ConfigurationDocument.Parse("{}", "", ""), known).Read();
        return known;
    }

    private ServerConfiguration Read()
    {
        RefuseWhatWouldBeUnsafe();
        var plugins = _top.Texts("Plugins");
        var permissions = ReadPermissions();
        var configuration = new ServerConfiguration
        {
            Document = _document,
            Name = _top.Text("Name", ""),
            Dicom = new DicomTlsReader(_top, _own, FullPath).Read(ReadDicom(), permissions),
            Permissions = permissions,
            ModalitiesInDatabase = _top.Boolean("DicomModalitiesInDatabase", false),
            Peers = PeerReader.Read(_top.Section("OrthancPeers"), _problems),
            PeersInDatabase = _top.Boolean("OrthancPeersInDatabase", false),
            Users = UserNamesReader.Read(_top),
            WritesFiles = _top.Boolean("RestApiWriteToFileSystemEnabled", false),
            LuaEnabled = _top.Boolean("ExecuteLuaEnabled", false),
            NativeArenas = _top.Integer("MallocArenaMax", 5, 0, 1024),
            Matching = ReadMatching(),
            Telemetry = TelemetrySettings.Read(_own),
            Audit = AuditSettings.Read(_own, FullPath),
            Http = HttpSettings.Read(_top, _own, FullPath, key => ReadAddresses(_top, key), _warnings),
            QueryRetrieve = QueryRetrieveSettings.Read(_top, _own),
            Archive = ArchiveSettings.Read(_top, _own, FullPath),
            Jobs = JobSettings.Read(_top, _own),
            LogsExports = _top.Boolean("LogExportedResources", false),
            CommitmentReports = _top.Integer("StorageCommitmentReportsSize", 100, 1, 1_000_000),
            Commitment = CommitmentSettings.Read(_top, _own),
            Plugins = [.. plugins.Select(FullPath)],
            NativePlugins = NativePluginSettings.Read(_top, _own),
            PluginFilesCached = _own.Boolean("CachePluginFiles", true),
            WorklistsEnabled = ReadWorklists(plugins.Count > 0),
            StopTimeout = TimeSpan.FromSeconds(_own.Integer("StopTimeout", 10, 0, 3600)),
        };
        var withoutEffect = ReportUnasked(plugins.Count > 0);
        _warnings.AddRange(SenselessSettings.Find(configuration));
        return configuration with { Warnings = _warnings, KeysWithoutEffect = withoutEffect };
    }

    /// <summary>A switch that protects data, or forbids to keep it, must not be read past: the server does not start otherwise.</summary>
    private void RefuseWhatWouldBeUnsafe()
    {
        if (_top.Boolean("ReadOnly", false))
            _top.Report("ReadOnly", "true is not served yet, and the server does not write where that was forbidden; say false to do so.");
        if (!_top.Boolean("StoreDicom", true))
            _top.Report("StoreDicom", "false is not served: the archive keeps files, which answers, retrieves and the index are made from. \"Belfry.ArchiveEnabled\" : false stores nothing.");
    }

    private DicomSettings ReadDicom()
    {
        var port = _top.Integer("DicomPort", 4242, 0, 65535);
        var timeout = _top.Integer("DicomScpTimeout", 30, 0, 86400);
        return new DicomSettings
        {
            Enabled = _top.Boolean("DicomServerEnabled", true),
            EndPoints = ReadAddresses(_own, "DicomBindAddresses") is { Count: > 0 } addresses
                ? [.. addresses.Select(address => new IPEndPoint(address, port))]
                : [new IPEndPoint(IPAddress.IPv6Any, port)],
            IdleTimeout = timeout == 0 ? null : TimeSpan.FromSeconds(timeout),
            MaxPduLength = _top.Integer("MaximumPduLength", 16384, 4096, 131072),
            MaxAssociations = OwnLimit("MaximumAssociations"),
            MaxAssociationsPerAddress = OwnLimit("MaximumAssociationsPerAddress"),
            ServingThreads = _own.Integer("ServingThreads", new DicomListenerOptions().ServingThreads, 0, 10_000),
            MaxQueryLength = OwnLimit("MaximumQueryLength"),
            MaxQueryKeys = OwnLimit("MaximumQueryKeys"),
        };
    }

    private int? OwnLimit(string key) => _own.Has(key) ? _own.Integer(key, 1, 1, 100_000_000) : null;

    private DicomPermissions ReadPermissions() => new()
    {
        LocalAETitle = _top.AETitle("DicomAet", AETitle.Parse("ORTHANC")),
        CheckCalledAETitle = _top.Boolean("DicomCheckCalledAet", false),
        AllowedToAnyone = ReadAllowedToAnyone(),
        StrictAETitles = _top.Boolean("StrictAetComparison", false),
        CheckModalityHost = _top.Boolean("DicomCheckModalityHost", false),
        TlsBinding = DicomTlsReader.ReadBinding(_own),
        Modalities = ModalityReader.Read(_top.Section("DicomModalities"), _problems),
    };

    private HashSet<ServiceKind> ReadAllowedToAnyone()
    {
        var allowed = new HashSet<ServiceKind>();
        foreach (var (key, service, standard) in _alwaysAllowed)
        {
            if (_top.Boolean(key, standard))
                allowed.Add(service);
        }

        return allowed;
    }

    private MatchingSettings ReadMatching()
    {
        // The reference server's switch knows two of the three ways; our own key knows all and wins.
        var byCase = _top.Boolean("CaseSensitivePN", false) ? PersonNameMatching.Literal : PersonNameMatching.CaseInsensitive;
        return new MatchingSettings
        {
            PersonNames = _own.Choice("PersonNameMatching", byCase, _personNames),
            DefaultCharacterSet = _top.Choice("DefaultEncoding", EncodingNames.Terms["Latin1"], EncodingNames.Terms),
            IncompleteWorklistStatus = _own.Choice("IncompleteWorklistStatus", DimseStatus.Cancel, _incompleteStatuses),
        };
    }

    private bool ReadWorklists(bool hasPlugins)
    {
        var section = _top.Section("Worklists");
        var enabled = section.Boolean("Enable", false);
        var folder = section.Text("Database", section.Text("Directory", ""));
        section.Boolean("FilterIssuerAet", false);
        section.Integer("LimitAnswers", 0, 0, int.MaxValue);
        if (enabled && folder.Length == 0 && !hasPlugins)
            section.Report("Database", "missing; the folder of the *.wl files is needed when Enable is true.");
        foreach (var (key, node) in section.Unasked)
        {
            if (!KnownKeys.WorklistsWithoutEffect.Contains(key))
                _warnings.Add($"{node.Position}: \"Worklists.{key}\" is not a key that anyone here knows.");
        }

        return enabled;
    }

    private List<IPAddress> ReadAddresses(ConfigurationSection section, string key)
    {
        var addresses = new List<IPAddress>();
        foreach (var text in section.Texts(key))
        {
            if (text == "localhost")
                addresses.Add(IPAddress.Loopback);
            else if (IPAddress.TryParse(text, out var address))
                addresses.Add(address);
            else
                section.Report(key, $"\"{text}\" is not an IP address.");
        }

        return addresses;
    }

    private List<string> ReportUnasked(bool hasPlugins)
    {
        foreach (var (key, node) in _own.Unasked)
            _warnings.Add($"{node.Position}: \"Belfry.{key}\" is not a key that anyone here knows.");
        var withoutEffect = new List<string>();
        foreach (var (key, node) in _top.Unasked)
        {
            // An unknown object may be the section of a plugin, which reads it itself.
            if (KnownKeys.WithoutEffect.Contains(key))
                withoutEffect.Add(key);
            else if (!hasPlugins || (node.Kind != JsonValueKind.Object && !KnownKeys.OfPlugins.Contains(key)))
                _warnings.Add($"{node.Position}: \"{key}\" is not a key that anyone here knows.");
        }

        return withoutEffect;
    }

    private string FullPath(string path) => Path.GetFullPath(Path.Combine(_document.Folder, path));

    private sealed record AlwaysAllowed(string Key, ServiceKind Service, bool Standard);
}
