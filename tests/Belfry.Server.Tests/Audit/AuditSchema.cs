using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Belfry.Server.Tests.Audit;

/// <summary>What the schema of audit messages (PS3.15 §A.5.1) allows: which elements, in which order and how often, with which attributes.</summary>
internal static class AuditSchema
{
    private static readonly Attribute[] _code = [Required("csd-code"), Required("codeSystemName"), Optional("displayName"), Required("originalText")];

    private static readonly Element _message = new("AuditMessage", [], [
        One(new Element("EventIdentification",
            [Optional("EventActionCode", OneOf("C", "R", "U", "D", "E")), Required("EventDateTime", IsTime), Required("EventOutcomeIndicator", OneOf("0", "4", "8", "12"))],
            [One(Code("EventID")), Any(Code("EventTypeCode")), Maybe(Text("EventOutcomeDescription"))])),
        Some(new Element("ActiveParticipant",
            [Required("UserID"), Optional("AlternativeUserID"), Optional("UserName"), Required("UserIsRequestor", OneOf("true", "false", "1", "0")),
             Optional("NetworkAccessPointID"), Optional("NetworkAccessPointTypeCode", UpTo(5))],
            [Any(Code("RoleIDCode")), Maybe(new Element("MediaIdentifier", [], [One(Code("MediaType"))]))])),
        One(new Element("AuditSourceIdentification",
            [Optional("AuditEnterpriseSiteID"), Required("AuditSourceID")],
            [Any(new Element("AuditSourceTypeCode", [Required("csd-code"), Optional("codeSystemName"), Optional("displayName"), Optional("originalText")], []))])),
        Any(new Element("ParticipantObjectIdentification",
            [Required("ParticipantObjectID"), Optional("ParticipantObjectTypeCode", UpTo(4)), Optional("ParticipantObjectTypeCodeRole", UpTo(26)),
             Optional("ParticipantObjectDataLifeCycle", UpTo(15)), Optional("ParticipantObjectSensitivity")],
            [One(Code("ParticipantObjectIDTypeCode")), One(Text("ParticipantObjectName"), Text("ParticipantObjectQuery", IsBase64)),
             Any(new Element("ParticipantObjectDetail", [Required("type"), Required("value", IsBase64)], [])), Any(Description())])),
    ]);

    /// <summary>Fails with what is wrong with a message.</summary>
    public static void Check(XElement message)
    {
        List<string> faults = [];
        if (message.Name != _message.Name)
            faults.Add($"{message.Name} is no message");
        Check(message, _message, faults);
        Assert.True(faults.Count == 0, $"{string.Join("; ", faults)}: {message}");
    }

    private static Element Description() => new("ParticipantObjectDescription", [], [
        Any(new Element("MPPS", [Required("UID")], [])),
        Any(new Element("Accession", [Required("Number")], [])),
        Any(new Element("SOPClass", [Optional("UID"), Required("NumberOfInstances", IsInteger)], [Any(new Element("Instance", [Required("UID")], []))])),
        Maybe(new Element("ParticipantObjectContainsStudy", [], [Any(new Element("StudyIDs", [Required("UID")], []))])),
        Maybe(Text("Encrypted", OneOf("true", "false", "1", "0"))),
        Maybe(Text("Anonymized", OneOf("true", "false", "1", "0"))),
    ]);

    private static void Check(XElement found, Element expected, List<string> faults)
    {
        foreach (var attribute in found.Attributes().Where(attribute => expected.Attributes.All(known => known.Name != attribute.Name)))
            faults.Add($"{found.Name} has the attribute {attribute.Name}");
        foreach (var known in expected.Attributes)
        {
            if (found.Attribute(known.Name) is not { } attribute)
                faults.AddRange(known.IsRequired ? [$"{found.Name} has no attribute {known.Name}"] : []);
            else if (!known.IsValid(attribute.Value))
                faults.Add($"{attribute} of {found.Name} is not allowed");
        }

        if (expected.Content is { } content)
        {
            faults.AddRange(found.HasElements || !content(found.Value) ? [$"{found.Name} holds what is not allowed"] : []);
            return;
        }

        if (found.Nodes().OfType<XText>().Any())
            faults.Add($"{found.Name} holds text");
        var children = new Queue<XElement>(found.Elements());
        foreach (var place in expected.Children)
        {
            var count = 0;
            while (count < place.Most && children.TryPeek(out var next) && Array.Find(place.Choices, choice => next.Name == choice.Name) is { } choice)
            {
                Check(children.Dequeue(), choice, faults);
                count++;
            }

            if (count < place.Least)
                faults.Add($"{found.Name} has no {string.Join(" or ", place.Choices.Select(static choice => choice.Name))} where it belongs");
        }

        faults.AddRange(children.Select(left => $"{left.Name} in {found.Name} is not allowed there"));
    }

    private static Place One(params Element[] choices) => new(1, 1, choices);

    private static Place Maybe(Element element) => new(0, 1, [element]);

    private static Place Some(Element element) => new(1, int.MaxValue, [element]);

    private static Place Any(Element element) => new(0, int.MaxValue, [element]);

    private static Element Code(string name) => new(name, _code, []);

    private static Element Text(string name, Func<string, bool>? isValid = null) => new(name, [], []) { Content = isValid ?? (static _ => true) };

    private static Attribute Required(string name, Func<string, bool>? isValid = null) => new(name, true, isValid ?? (static _ => true));

    private static Attribute Optional(string name, Func<string, bool>? isValid = null) => new(name, false, isValid ?? (static _ => true));

    private static Func<string, bool> OneOf(params string[] values) => values.Contains;

    private static Func<string, bool> UpTo(int most) => value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most;

    private static bool IsInteger(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsBase64(string value) => Convert.TryFromBase64String(value, new byte[value.Length], out _);

    private static bool IsTime(string value)
    {
        try
        {
            XmlConvert.ToDateTimeOffset(value);
            return value.Contains('T');
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private sealed record Attribute(string Name, bool IsRequired, Func<string, bool> IsValid);

    private sealed record Place(int Least, int Most, Element[] Choices);

    private sealed record Element(string Name, Attribute[] Attributes, Place[] Children)
    {
        /// <summary>What its text may be; null for an element without.</summary>
        public Func<string, bool>? Content { get; init; }
    }
}
