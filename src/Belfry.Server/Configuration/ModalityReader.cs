using System.Text.Json;
using Belfry.Services;

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

    private static readonly IReadOnlyDictionary<string, CommitmentReportWay> _reportWays =
        Enum.GetValues<CommitmentReportWay>().ToDictionary(static way => way.ToString());

    private static readonly string[] _withoutEffect = ["RetrieveMethod", "AllowNAction", "AllowEventReport"];

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
        var modality = new RemoteModality
        {
            Name = name,
            AETitle = section.AETitle("AET", default),
            Host = section.Text("Host", ""),
            Port = section.Integer("Port", 104, 1, 65535),
            AllowEcho = section.Boolean("AllowEcho", true),
            AllowFind = section.Boolean("AllowFind", true),
            AllowFindWorklist = section.Boolean("AllowFindWorklist", true),
            AllowGet = section.Boolean("AllowGet", true),
            AllowMove = section.Boolean("AllowMove", true),
            AllowStore = section.Boolean("AllowStore", true),
            AllowStorageCommitment = section.Boolean("AllowStorageCommitment", true),
            AllowTranscoding = section.Boolean("AllowTranscoding", true),
            CommitmentReportWay = section.Choice("CommitmentReport", CommitmentReportWay.SameOrNew, _reportWays),
            LocalAETitle = section.AETitle("LocalAet", default),
            Timeout = section.Integer("Timeout", 0, 0, 86400) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

        // Of use to the one who queries a modality, which nothing here does yet; a wrong value is a wrong value all the same.
        section.Choice("Manufacturer", "Generic", _manufacturers);
        foreach (var (key, value) in section.Unasked.Where(m => !_withoutEffect.Contains(m.Key)))
            section.Report(key, value, "no such key; AET, Host, Port, Manufacturer, Allow…, LocalAet, Timeout, AllowTranscoding, CommitmentReport, UseDicomTls");
        return modality;
    }
}
