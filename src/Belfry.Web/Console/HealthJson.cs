using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>How the server is: process, disk, versions, and what was measured.</summary>
internal static class HealthJson
{
    public static Task WriteAsync(HttpContext context, ConsoleParts parts) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("healthy", parts.IsHealthy());
        writer.WriteString("now", parts.Clock.GetUtcNow());
        writer.WriteString("started", parts.Traffic.Started);
        writer.WriteNumber("viewers", parts.Traffic.ViewerCount);
        WriteProcess(writer);
        WriteVersions(writer, parts.Facts());
        if (parts.StorageFolder is { } folder)
            WriteStorage(writer, folder);
        parts.Metrics?.Write(writer, "metrics");
        writer.WriteEndObject();
    });

    private static void WriteProcess(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("process");
        writer.WriteNumber("memory", Environment.WorkingSet);
        writer.WriteNumber("heap", GC.GetTotalMemory(forceFullCollection: false));
        writer.WriteNumber("cpuSeconds", Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 2));
        writer.WriteNumber("processors", Environment.ProcessorCount);
        writer.WriteNumber("threads", ThreadPool.ThreadCount);
        writer.WriteNumber("collections", GC.CollectionCount(0));
        writer.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter writer, SystemFacts facts)
    {
        writer.WriteStartObject("versions");
        writer.WriteString("belfry", facts.BelfryVersion);
        writer.WriteString("rest", SystemFacts.ReferenceVersion);
        writer.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        writer.WriteString("system", RuntimeInformation.OSDescription);
        writer.WriteEndObject();
    }

    private static void WriteStorage(Utf8JsonWriter writer, string folder)
    {
        writer.WriteStartObject("storage");
        writer.WriteString("folder", folder);
        try
        {
            var drive = new DriveInfo(folder);
            writer.WriteNumber("free", drive.AvailableFreeSpace);
            writer.WriteNumber("total", drive.TotalSize);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            writer.WriteString("error", fault.Message);
        }

        writer.WriteEndObject();
    }
}
