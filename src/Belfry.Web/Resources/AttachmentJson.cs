using System.Globalization;
using System.Text.Json;
using Belfry.Archive;

namespace Belfry.Web;

/// <summary>The file of an instance as the attachment <c>dicom</c>.</summary>
internal static class AttachmentJson
{
    /// <summary>The number of the attachment that is the DICOM file.</summary>
    public const int DicomType = 1;

    /// <summary>Writes what is known of the file. The archive keeps no MD5 (it keeps a digest that costs less): such a member is empty.</summary>
    public static void WriteInfo(Utf8JsonWriter writer, StoredFile file)
    {
        writer.WriteStartObject();
        writer.WriteString("CompressedMD5", "");
        writer.WriteNumber("CompressedSize", file.StoredLength);
        writer.WriteNumber("ContentType", DicomType);
        writer.WriteString("UncompressedMD5", "");
        writer.WriteNumber("UncompressedSize", file.Length);
        writer.WriteString("Uuid", file.FileId.ToString("D"));
        writer.WriteEndObject();
    }

    /// <summary>A size as text.</summary>
    public static string Size(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
