using System.Text.Json;

namespace Belfry.Server.Configuration;

/// <summary>Reads <c>DicomModalities</c>: <c>[AET, host, port]</c>, <c>[AET, host, port, manufacturer]</c>, or an object.</summary>
internal static class ModalityReader
{
    private static readonly IReadOnlyDictionary<string, string> _manufacturers = new[]
    {
        "Generic", "GenericNoWildcardInDates", "GenericNoUniversalWildcard", "Vitrea", "GE",

        // Names of older releases, which now mean the same as Generic.
        "StoreScp", "ClearCanvas", "MedInria", "Dcm4Chee", "EFilm2", "SyngoVia", "AgfaImpax",
    }.ToDictionary(name => name);

    private static readonly (string Key, DicomCommands Command)[] _permissions =
    [
        ("AllowEcho", DicomCommands.Echo),
        ("AllowFind", DicomCommands.Find),
        ("AllowFindWorklist", DicomCommands.FindWorklist),
        ("AllowGet", DicomCommands.Get),
        ("AllowMove", DicomCommands.Move),
        ("AllowStore", DicomCommands.Store),
        ("AllowStorageCommitment", DicomCommands.StorageCommitment),
    ];

    private static readonly string[] _withoutEffect = ["AllowTranscoding", "RetrieveMethod", "AllowNAction", "AllowEventReport"];

    public static IReadOnlyList<RemoteModality> Read(ConfigurationSection modalities, List<string> problems)
    {
        var read = new List<RemoteModality>();
        foreach (var (name, node) in modalities.Members)
        {
            if (Read(name, node, problems) is { } modality)
                read.Add(modality);
        }

        return read;
    }

    private static RemoteModality? Read(string name, ConfigurationNode node, List<string> problems)
    {
        switch (node.Kind)
        {
            case JsonValueKind.Object:
                return FromObject(name, node, problems);
            case JsonValueKind.Array when node.Items.Count is 3 or 4:
                var asObject = new ConfigurationNode(JsonValueKind.Object, node.Position);
                foreach (var (key, item) in new[] { "AET", "Host", "Port", "Manufacturer" }.Zip(node.Items))
                    asObject.SetMember(key, item);
                return FromObject(name, asObject, problems);
            default:
                problems.Add($"{node.Position}: \"DicomModalities.{name}\": {node.Describe()} is not allowed; "
                    + "[AET, host, port], [AET, host, port, manufacturer] or an object is.");
                return null;
        }
    }

    private static RemoteModality FromObject(string name, ConfigurationNode node, List<string> problems)
    {
        var section = new ConfigurationSection(node, $"DicomModalities.{name}", problems);
        foreach (var key in new[] { "AET", "Host", "Port" }.Where(key => !section.Has(key)))
            problems.Add($"{node.Position}: \"DicomModalities.{name}.{key}\" is missing.");
        if (section.Boolean("UseDicomTls", false))
            section.Report("UseDicomTls", "DICOM over TLS is not served yet; leave it out or say false.");
        var allowed = _permissions.Where(p => section.Boolean(p.Key, true)).Aggregate(DicomCommands.None, (all, p) => all | p.Command);

        // What was allowed for C-FIND before worklists had a key of their own does not open worklists that the entry closes.
        var modality = new RemoteModality
        {
            Name = name,
            AETitle = section.AETitle("AET", default),
            Host = section.Text("Host", ""),
            Port = section.Integer("Port", 104, 1, 65535),
            Manufacturer = section.Choice("Manufacturer", "Generic", _manufacturers),
            LocalAETitle = section.AETitle("LocalAet", default),
            Timeout = TimeSpan.FromSeconds(section.Integer("Timeout", 0, 0, 86400)),
            Allowed = allowed,
        };
        foreach (var (key, value) in section.Unasked.Where(m => !_withoutEffect.Contains(m.Key)))
            section.Report(key, value, "no such key; AET, Host, Port, Manufacturer, Allow…, LocalAet, Timeout, UseDicomTls");
        return modality;
    }
}
