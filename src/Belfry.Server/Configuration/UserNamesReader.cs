using System.Text.Json;
using Belfry.Web;

namespace Belfry.Server.Configuration;

/// <summary>Reads <c>UserMetadata</c>, <c>UserContentType</c> and <c>CheckRevisions</c>.</summary>
internal static class UserNamesReader
{
    public static UserNames Read(ConfigurationSection top)
    {
        var metadata = top.Section("UserMetadata");
        var attachments = top.Section("UserContentType");
        return new UserNames
        {
            Metadata = metadata.Members.ToDictionary(static member => member.Key, member => NumberOf(metadata, member.Key)),
            Attachments = attachments.Members.ToDictionary(static member => member.Key, member => TypeOf(attachments, member.Key, member.Value)),
            ChecksRevisions = top.Boolean("CheckRevisions", false),
        };
    }

    private static int NumberOf(ConfigurationSection section, string name) => section.Integer(name, UserNames.First, UserNames.First, UserNames.Last);

    private static (int Number, string MediaType) TypeOf(ConfigurationSection section, string name, ConfigurationNode node)
    {
        if (node.Kind != JsonValueKind.Array)
            return (NumberOf(section, name), "");
        if (node.Items is [{ Kind: JsonValueKind.Number } number, { Kind: JsonValueKind.String } type]
            && int.TryParse(number.Text, out var value) && value is >= UserNames.First and <= UserNames.Last)
        {
            return (value, type.Text);
        }

        section.Report(name, node, $"a number from {UserNames.First} to {UserNames.Last}, or [number, media type]");
        return (UserNames.First, "");
    }
}
