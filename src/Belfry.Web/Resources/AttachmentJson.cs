using System.Globalization;
using System.Text.Json;
using Belfry.Archive;

namespace Belfry.Web;

/// <summary>The file of an instance as the attachment <c>dicom</c>.</summary>
internal static class AttachmentJson
{
    /// <summary>The number of the attachment that is the DICOM file.</summary>
    public const int DicomType = 1;

    /// <summary>Writes what is known of the file. The archive keeps no MD5 (decision 0100): who has not read the file leaves them empty.</summary>
    public static void WriteInfo(Utf8JsonWriter writer, StoredFile file, string md5 = "", string storedMd5 = "")
    {
        writer.WriteStartObject();
        writer.WriteString("CompressedMD5", storedMd5);
        writer.WriteNumber("CompressedSize", file.StoredLength);
        writer.WriteNumber("ContentType", DicomType);
        writer.WriteString("UncompressedMD5", md5);
        writer.WriteNumber("UncompressedSize", file.Length);
        writer.WriteString("Uuid", file.FileId.ToString("D"));
        writer.WriteEndObject();
    }

    /// <summary>Writes what is known of a user's attachment.</summary>
    public static void WriteInfo(Utf8JsonWriter writer, int number, UserAttachment attachment)
    {
        writer.WriteStartObject();
        writer.WriteString("CompressedMD5", attachment.StoredMd5);
        writer.WriteNumber("CompressedSize", attachment.StoredLength);
        writer.WriteNumber("ContentType", number);
        writer.WriteString("UncompressedMD5", attachment.Md5);
        writer.WriteNumber("UncompressedSize", attachment.Length);
        writer.WriteString("Uuid", attachment.Id.ToString("D"));
        writer.WriteEndObject();
    }

    /// <summary>A size as text.</summary>
    public static string Size(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
