using System.Globalization;
using System.Text;
using System.Xml;

namespace Belfry.Audit;

/// <summary>The form of a message (PS3.15 §A.5.1): XML on one line.</summary>
internal static class AuditXml
{
    private static readonly XmlWriterSettings _settings = new() { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false), CheckCharacters = true };

    public static byte[] Write(AuditEvent happened, DateTimeOffset time, string source)
    {
        using var output = new MemoryStream();
        using (var xml = XmlWriter.Create(output, _settings))
        {
            xml.WriteStartElement("AuditMessage");
            WriteEvent(xml, happened, time);
            foreach (var participant in happened.Participants)
                WriteParticipant(xml, participant);
            xml.WriteStartElement("AuditSourceIdentification");
            xml.WriteAttributeString("AuditSourceID", Clean(source));
            xml.WriteStartElement("AuditSourceTypeCode");
            xml.WriteAttributeString("csd-code", "4");
            xml.WriteEndElement();
            xml.WriteEndElement();
            foreach (var one in happened.Objects)
                WriteObject(xml, one);
            xml.WriteEndElement();
        }

        return output.ToArray();
    }

    private static void WriteEvent(XmlWriter xml, AuditEvent happened, DateTimeOffset time)
    {
        xml.WriteStartElement("EventIdentification");
        xml.WriteAttributeString("EventActionCode", ((char)happened.Action).ToString());
        xml.WriteAttributeString("EventDateTime", time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("EventOutcomeIndicator", ((int)happened.Outcome).ToString(CultureInfo.InvariantCulture));
        WriteCode(xml, "EventID", happened.Id);
        if (happened.Type is { } type)
            WriteCode(xml, "EventTypeCode", type);
        if (happened.OutcomeDescription is { } description)
            xml.WriteElementString("EventOutcomeDescription", Clean(description));
        xml.WriteEndElement();
    }

    private static void WriteParticipant(XmlWriter xml, AuditParticipant participant)
    {
        xml.WriteStartElement("ActiveParticipant");
        xml.WriteAttributeString("UserID", Clean(participant.UserId));
        if (participant.AETitle is { } title)
            xml.WriteAttributeString("AlternativeUserID", "AETITLES=" + Clean(title));
        if (participant.UserName is { } name)
            xml.WriteAttributeString("UserName", Clean(name));
        xml.WriteAttributeString("UserIsRequestor", participant.IsRequestor ? "true" : "false");
        if (participant.Address is { } address)
        {
            xml.WriteAttributeString("NetworkAccessPointID", Clean(address));
            xml.WriteAttributeString("NetworkAccessPointTypeCode", "2");
        }

        if (participant.Role is { } role)
            WriteCode(xml, "RoleIDCode", role);
        xml.WriteEndElement();
    }

    private static void WriteObject(XmlWriter xml, AuditObject one)
    {
        xml.WriteStartElement("ParticipantObjectIdentification");
        xml.WriteAttributeString("ParticipantObjectID", Clean(one.Id));
        xml.WriteAttributeString("ParticipantObjectTypeCode", one.Type.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("ParticipantObjectTypeCodeRole", one.Role.ToString(CultureInfo.InvariantCulture));
        if (one.IdCode is { } code)
        {
            WriteCode(xml, "ParticipantObjectIDTypeCode", code);
        }
        else
        {
            xml.WriteStartElement("ParticipantObjectIDTypeCode");
            xml.WriteAttributeString("csd-code", one.IdNumber.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("codeSystemName", "RFC-3881");
            xml.WriteAttributeString("originalText", one.IdNumber == 2 ? "Patient Number" : "URI");
            xml.WriteEndElement();
        }

        // The schema wants a query or a name; what has no other name is called as it is identified.
        if (one.Query is { } query)
            WriteQuery(xml, query, one.QueryTransferSyntax ?? "");
        else
            xml.WriteElementString("ParticipantObjectName", Clean(one.Id));
        if (one.Instances.Count > 0)
            WriteInstances(xml, one.Instances);
        xml.WriteEndElement();
    }

    private static void WriteQuery(XmlWriter xml, ReadOnlyMemory<byte> query, string transferSyntax)
    {
        xml.WriteElementString("ParticipantObjectQuery", Convert.ToBase64String(query.Span));
        if (transferSyntax.Length == 0)
            return;
        xml.WriteStartElement("ParticipantObjectDetail");
        xml.WriteAttributeString("type", "TransferSyntax");
        xml.WriteAttributeString("value", Convert.ToBase64String(Encoding.UTF8.GetBytes(transferSyntax)));
        xml.WriteEndElement();
    }

    private static void WriteInstances(XmlWriter xml, IReadOnlyDictionary<string, int> instances)
    {
        xml.WriteStartElement("ParticipantObjectDescription");
        foreach (var (sopClass, count) in instances)
        {
            xml.WriteStartElement("SOPClass");
            xml.WriteAttributeString("UID", Clean(sopClass));
            xml.WriteAttributeString("NumberOfInstances", count.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCode(XmlWriter xml, string element, AuditCode code)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("csd-code", code.Code);
        xml.WriteAttributeString("codeSystemName", "DCM");
        xml.WriteAttributeString("originalText", code.Meaning);
        xml.WriteEndElement();
    }

    // Peers choose these texts: control characters, which XML cannot hold and which would break the line, become spaces.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(static rune => rune.IsBmp && (!XmlConvert.IsXmlChar((char)rune.Value) || Rune.IsControl(rune)) ? " " : rune.ToString()));
}
