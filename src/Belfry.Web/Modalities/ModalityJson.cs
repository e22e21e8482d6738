using System.Text.Json;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>A modality as it is configured.</summary>
internal static class ModalityJson
{
    public static void Write(Utf8JsonWriter writer, RemoteModality modality)
    {
        writer.WriteStartObject();
        writer.WriteString("AET", modality.AETitle.Value);
        writer.WriteBoolean("AllowEcho", modality.AllowEcho);
        writer.WriteBoolean("AllowEventReport", modality.AllowStorageCommitment);
        writer.WriteBoolean("AllowFind", modality.AllowFind);
        writer.WriteBoolean("AllowFindWorklist", modality.AllowFindWorklist);
        writer.WriteBoolean("AllowGet", modality.AllowGet);
        writer.WriteBoolean("AllowMove", modality.AllowMove);
        writer.WriteBoolean("AllowNAction", modality.AllowStorageCommitment);
        writer.WriteBoolean("AllowStore", modality.AllowStore);
        writer.WriteBoolean("AllowTranscoding", modality.AllowTranscoding);
        writer.WriteString("Host", modality.Host);
        writer.WriteString("LocalAet", modality.LocalAETitle.Value);
        writer.WriteString("Manufacturer", modality.Manufacturer.ToString());
        writer.WriteNumber("Port", modality.Port);
        writer.WriteString("RetrieveMethod", RetrieveMethods.NameOf(modality.RetrieveMethod));
        writer.WriteNumber("Timeout", (int)(modality.Timeout?.TotalSeconds ?? 0));
        if (modality.TlsCertificates.Count > 0)
        {
            writer.WriteStartArray("TlsCertificates");
            foreach (var certificate in modality.TlsCertificates)
                writer.WriteStringValue(certificate);
            writer.WriteEndArray();
        }

        writer.WriteBoolean("UseDicomTls", modality.UseTls);
        writer.WriteEndObject();
    }
}
