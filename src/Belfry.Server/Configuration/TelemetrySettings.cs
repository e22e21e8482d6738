namespace Belfry.Server.Configuration;

/// <summary>Where traces and metrics are sent.</summary>
internal sealed record TelemetrySettings
{
    private static readonly IReadOnlyDictionary<string, TelemetryProtocol> _protocols = new Dictionary<string, TelemetryProtocol>
    {
        ["grpc"] = TelemetryProtocol.Grpc,
        ["http/protobuf"] = TelemetryProtocol.HttpProtobuf,
    };

    /// <summary>A collector of OpenTelemetry.</summary>
    public required Uri EndPoint { get; init; }

    public TelemetryProtocol Protocol { get; init; } = TelemetryProtocol.Grpc;

    /// <summary>How many of a hundred associations are traced.</summary>
    public int TracedPercent { get; init; } = 100;

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the section; null when nothing is sent.</summary>
    public static TelemetrySettings? Read(ConfigurationSection own)
    {
        var section = own.Section("Telemetry");
        var address = section.Text("Endpoint", "");
        var protocol = section.Choice("Protocol", TelemetryProtocol.Grpc, _protocols);
        var percent = section.Integer("TracedPercent", 100, 0, 100);
        var interval = section.Integer("MetricsInterval", 60, 1, 86400);
        if (address.Length == 0)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endPoint) || endPoint.Scheme is not ("http" or "https"))
        {
            section.Report("Endpoint", $"\"{address}\" is no address such as http://127.0.0.1:4317.");
            return null;
        }

        return new TelemetrySettings { EndPoint = endPoint, Protocol = protocol, TracedPercent = percent, MetricsInterval = TimeSpan.FromSeconds(interval) };
    }
}
