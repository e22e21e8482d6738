using System.Net;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>What handlers are told of an association, and how jobs keep that.</summary>
internal static class ConnectionFacts
{
    /// <summary>Who asks.</summary>
    public static DicomConnection Of(Association association) =>
        new(association.CallingAETitle, association.CalledAETitle, (association.RemoteEndPoint as IPEndPoint)?.Address, association.Id)
        {
            Tls = association.Tls is { } tls ? new DicomTls(tls.Version, tls.Peer?.Subject, tls.Peer?.Fingerprint) : null,
        };

    /// <summary>Writes it as members of the object that is being written.</summary>
    public static void Write(Utf8JsonWriter json, DicomConnection connection)
    {
        json.WriteString("calling", connection.CallingAETitle.Value);
        json.WriteString("called", connection.CalledAETitle.Value);
        json.WriteString("remoteAddress", connection.RemoteAddress?.ToString());
        json.WriteNumber("association", connection.AssociationId);
        if (connection.Tls is not { } tls)
            return;
        json.WriteStartObject("tls");
        json.WriteString("version", tls.Version);
        json.WriteString("subject", tls.PeerSubject);
        json.WriteString("fingerprint", tls.PeerFingerprint);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static DicomConnection Read(JsonElement root)
    {
        var address = root.GetProperty("remoteAddress").GetString();
        return new DicomConnection(
            TitleOf(root, "calling"), TitleOf(root, "called"), address is null ? null : IPAddress.Parse(address), root.GetProperty("association").GetInt64())
        {
            Tls = root.TryGetProperty("tls", out var tls)
                ? new DicomTls(tls.GetProperty("version").GetString() ?? "", tls.GetProperty("subject").GetString(), tls.GetProperty("fingerprint").GetString())
                : null,
        };
    }

    /// <summary>An AE title that was written; an association may have had none.</summary>
    public static AETitle TitleOf(JsonElement root, string name) => root.GetProperty(name).GetString() is { Length: > 0 } text ? AETitle.Parse(text) : default;
}
