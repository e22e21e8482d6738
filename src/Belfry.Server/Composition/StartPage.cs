using Belfry.Server.Configuration;
using Belfry.Server.Plugins;

namespace Belfry.Server.Composition;

/// <summary>What is printed when the server is up: where it is, and what to try.</summary>
internal static class StartPage
{
    public static void Write(TextWriter output, BelfryServer server, ServerConfiguration configuration, string? demoFolder)
    {
        var title = configuration.Permissions.LocalAETitle;
        output.WriteLine($"Belfry {BelfryServer.Version}{(configuration.IsDemo ? " (demonstration, for this machine only)" : "")}");
        foreach (var endPoint in server.DicomEndPoints)
            output.WriteLine($"  DICOM    {endPoint}, AE title {title}{(server.DicomTlsEndPoints.Contains(endPoint) ? ", TLS" : "")}");
        var scheme = configuration.Http.Tls is null ? "http" : "https";
        if (server.HttpPort is { } http)
            output.WriteLine($"  HTTP     {scheme}://localhost:{http}/system  /health{(configuration.Http.MetricsEnabled ? "  /metrics" : "")}");
        if (server.HttpPort is { } port && configuration.Http.ConsoleEnabled)
            output.WriteLine($"  Console  {scheme}://localhost:{port}/");
        output.WriteLine($"  Worklist {server.WorklistSource}{(demoFolder is null ? "" : $", {demoFolder}")}");
        if (demoFolder is not null && server.HasArchive)
            output.WriteLine("  Archive  of this demonstration: deleted when the server stops; a configuration keeps one");
        else if (server.HasArchive)
            output.WriteLine($"  Archive  {configuration.Archive.StorageFolder}");
        foreach (var plugin in server.Plugins)
            output.WriteLine($"  Plugin   {plugin.Name} {plugin.Version} ({PluginForesight.KindOf(plugin.Kind, plugin.IsIsolated)})"
                + (plugin.Unserved.Count == 0 ? "" : $", not served yet: {string.Join(", ", plugin.Unserved)}"));
        if (server.DicomEndPoints is [var first, ..])
        {
            output.WriteLine("Try, in another terminal:");
            output.WriteLine($"  ./belfry echo {title}@localhost:{first.Port}");
            output.WriteLine($"  echoscu -aec {title} localhost {first.Port}");
            if (server.WorklistSource != "none")
            {
                output.WriteLine($"  ./belfry find {title}@localhost:{first.Port} -k ScheduledProcedureStepSequence.Modality=CT");
                output.WriteLine($"  findscu -W -aec {title} localhost {first.Port} -k PatientName -k \"ScheduledProcedureStepSequence[0].Modality=CT\"");
            }
        }

        if (server.DicomEndPoints is [var dicom, ..] && server.HasArchive)
        {
            output.WriteLine($"  ./belfry store {title}@localhost:{dicom.Port} FOLDER");
            output.WriteLine($"  ./belfry commit {title}@localhost:{dicom.Port} FOLDER");
            output.WriteLine($"  findscu -S -aec {title} localhost {dicom.Port} -k QueryRetrieveLevel=STUDY -k PatientName -k StudyInstanceUID");
            output.WriteLine($"  ./belfry get {title}@localhost:{dicom.Port} -k StudyInstanceUID=UID --output FOLDER");
        }

        output.WriteLine("Ctrl+C stops it.");
        output.Flush();
    }
}
