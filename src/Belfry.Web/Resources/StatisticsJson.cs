using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>How much there is: sizes in bytes as text, and in MiB as numbers.</summary>
internal static class StatisticsJson
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Of the archive.</summary>
    public static void Write(Utf8JsonWriter writer, ArchiveStatistics statistics)
    {
        writer.WriteStartObject();
        writer.WriteNumber("CountInstances", statistics.Instances);
        writer.WriteNumber("CountPatients", statistics.Patients);
        writer.WriteNumber("CountSeries", statistics.Series);
        writer.WriteNumber("CountStudies", statistics.Studies);
        WriteSize(writer, "TotalDiskSize", statistics.StoredLength);
        WriteSize(writer, "TotalUncompressedSize", statistics.Length);
        writer.WriteEndObject();
    }

    /// <summary>Of a resource.</summary>
    public static void Write(Utf8JsonWriter writer, QueryRetrieveLevel level, ResourceSize size)
    {
        writer.WriteStartObject();
        if (level < QueryRetrieveLevel.Image)
            writer.WriteNumber("CountInstances", size.Instances);
        if (level < QueryRetrieveLevel.Series)
            writer.WriteNumber("CountSeries", size.Series);
        if (level < QueryRetrieveLevel.Study)
            writer.WriteNumber("CountStudies", size.Studies);
        WriteSize(writer, "DicomDiskSize", size.StoredLength);
        WriteSize(writer, "DicomUncompressedSize", size.Length);
        WriteSize(writer, "DiskSize", size.StoredLength);
        WriteSize(writer, "UncompressedSize", size.Length);
        writer.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter writer, string name, long bytes)
    {
        writer.WriteString(name, AttachmentJson.Size(bytes));
        writer.WriteNumber(name + "MB", bytes / Mebibyte);
    }
}
