using System.Globalization;
using System.Net;
using System.Text.Json;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Reads <c>DicomModalities</c>: <c>[AET, host, port]</c>, <c>[AET, host, port, manufacturer]</c>, or an object.</summary>
internal static class ModalityReader
{
    private static readonly IReadOnlyDictionary<string, ModalityManufacturer> _manufacturers = Enum.GetValues<ModalityManufacturer>()
        .Select(static known => (Name: known.ToString(), Known: known))

        // Names of older releases, which now mean the same as Generic.
        .Concat(new[] { "StoreScp", "ClearCanvas", "MedInria", "Dcm4Chee", "EFilm2", "SyngoVia", "AgfaImpax" }
            .Select(static name => (Name: name, Known: ModalityManufacturer.Generic)))
        .ToDictionary(static pair => pair.Name, static pair => pair.Known);

    private static readonly IReadOnlyDictionary<string, RetrieveMethod?> _retrieveMethods =
        new Dictionary<string, RetrieveMethod?> { ["SystemDefault"] = null, ["C-MOVE"] = RetrieveMethod.Move, ["C-GET"] = RetrieveMethod.Get };

    private static readonly IReadOnlyDictionary<string, CommitmentReportWay> _reportWays =
        Enum.GetValues<CommitmentReportWay>().ToDictionary(static way => way.ToString());

    // What a client that asks for more than one entry's configuration, or echoes one that is not known, says of the request.
    private static readonly string[] _ofOthers = ["CheckFind"];

    public static IReadOnlyList<RemoteModality> Read(ConfigurationSection modalities, List<string> problems)
    {
        var read = new List<RemoteModality>();
        foreach (var (name, node) in modalities.Members)
        {
            if (ReadEntry(name, node, problems) is { } modality)
                read.Add(modality);
        }

        return read;
    }

    /// <summary>Reads one entry.</summary>
    /// <returns>Of use when nothing was added to the problems; null when it has another shape.</returns>
    public static RemoteModality? ReadEntry(string name, ConfigurationNode node, List<string> problems)
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

    // Some write the number as a text.
    private static ConfigurationNode PortOf(ConfigurationNode port) =>
        port.Kind == JsonValueKind.String && ushort.TryParse(port.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ConfigurationNode(JsonValueKind.Number, port.Position) { Text = number.ToString(CultureInfo.InvariantCulture) }
            : port;

    private static RemoteModality FromObject(string name, ConfigurationNode node, List<string> problems)
    {
        if (node["Port"] is { } port)
            node.SetMember("Port", PortOf(port));
        var section = new ConfigurationSection(node, $"DicomModalities.{name}", problems);
        foreach (var key in new[] { "AET", "Host", "Port" }.Where(key => !section.Has(key)))
            problems.Add($"{node.Position}: \"DicomModalities.{name}.{key}\" is missing.");
        var modality = new RemoteModality
        {
            Name = name,
            AETitle = section.AETitle("AET", default),
            Host = section.Text("Host", ""),
            Port = section.Integer("Port", 104, 1, 65535),
            UseTls = section.Boolean("UseDicomTls", false),
            TlsCertificates = ReadCertificates(section),
            AllowEcho = section.Boolean("AllowEcho", true),
            AllowFind = section.Boolean("AllowFind", true),
            AllowFindWorklist = section.Boolean("AllowFindWorklist", true),
            AllowGet = section.Boolean("AllowGet", true),
            AllowMove = section.Boolean("AllowMove", true),
            AllowStore = section.Boolean("AllowStore", true),
            // Two keys for the two requests of one service: it is allowed when both are.
            AllowStorageCommitment = section.Boolean("AllowStorageCommitment", true)
                & section.Boolean("AllowNAction", true) & section.Boolean("AllowEventReport", true),
            AllowTranscoding = section.Boolean("AllowTranscoding", true),
            CommitmentReportWay = section.Choice("CommitmentReport", CommitmentReportWay.SameOrNew, _reportWays),
            Manufacturer = section.Choice("Manufacturer", ModalityManufacturer.Generic, _manufacturers),
            RetrieveMethod = section.Choice("RetrieveMethod", null, _retrieveMethods),
            LocalAETitle = section.Text("LocalAet", "").Length == 0 ? default : section.AETitle("LocalAet", default),
            Timeout = section.Integer("Timeout", 0, 0, 86400) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        foreach (var (key, value) in section.Unasked.Where(m => !_ofOthers.Contains(m.Key)))
            section.Report(key, value, "no such key; AET, Host, Port, Manufacturer, Allow…, LocalAet, Timeout, AllowTranscoding, CommitmentReport, RetrieveMethod, UseDicomTls, TlsCertificates");
        return modality;
    }

    private static List<string> ReadCertificates(ConfigurationSection section)
    {
        List<string> certificates = [];
        foreach (var text in section.Texts("TlsCertificates"))
        {
            if (text.Length > 0 && (!text.Contains(':', StringComparison.Ordinal) || TlsPeer.FingerprintOf(text) is not null || IPAddress.TryParse(text, out _)))
                certificates.Add(TlsPeer.FingerprintOf(text) ?? text);
            else
                section.Report("TlsCertificates", $"\"{text}\" is neither a fingerprint (SHA-256, 64 hexadecimal digits, with or without colons) nor a name of a certificate.");
        }

        return certificates;
    }
}
