namespace Belfry.Server.Configuration;

/// <summary>How telemetry travels. The library's own type would have it loaded at every start.</summary>
internal enum TelemetryProtocol
{
    Grpc,
    HttpProtobuf,
}
