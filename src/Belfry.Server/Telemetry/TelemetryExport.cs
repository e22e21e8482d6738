using Belfry.Server.Configuration;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Belfry.Server.Telemetry;

/// <summary>
/// Sends to a collector of OpenTelemetry what the projects below trace and measure by the base library. Nothing below knows of it, and nothing of it is
/// loaded when nothing is sent.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string Sources = "Belfry.*";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private TelemetryExport(TracerProvider traces, MeterProvider metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <summary>Begins to send. A collector that is not there costs nothing but what could not be sent.</summary>
    public static TelemetryExport Start(TelemetrySettings settings, string name, string version)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("belfry", serviceVersion: version, serviceInstanceId: name.Length == 0 ? Environment.MachineName : name);
        var traces = global::OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Sources, "Microsoft.AspNetCore")
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TracedPercent / 100.0)))
            .AddOtlpExporter(options => Configure(options, settings, "v1/traces"))
            .Build();
        var metrics = global::OpenTelemetry.Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Sources, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, settings, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.MetricsInterval.TotalMilliseconds;
            })
            .Build();
        return new TelemetryExport(traces, metrics);
    }

    /// <summary>Sends what is left, for some seconds at most.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions options, TelemetrySettings settings, string path)
    {
        var isHttp = settings.Protocol == TelemetryProtocol.HttpProtobuf;
        options.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;

        // By HTTP each kind has a path of its own, which an address that is given replaces.
        options.Endpoint = isHttp && settings.EndPoint.AbsolutePath == "/" ? new Uri(settings.EndPoint, path) : settings.EndPoint;
    }
}
