using System.Globalization;

namespace Belfry.Web;

/// <summary>The names of what REST puts beside resources: metadata (<c>UserMetadata</c>) and attachments (<c>UserContentType</c>). Immutable.</summary>
public sealed record UserNames
{
    /// <summary>The least and the greatest number that are for users.</summary>
    public const int First = 1024;

    /// <inheritdoc cref="First"/>
    public const int Last = 65535;

    /// <summary>The numbers of metadata, by name.</summary>
    public IReadOnlyDictionary<string, int> Metadata { get; init; } = new Dictionary<string, int>();

    /// <summary>The numbers and media types of attachments, by name.</summary>
    public IReadOnlyDictionary<string, (int Number, string MediaType)> Attachments { get; init; } = new Dictionary<string, (int, string)>();

    /// <summary>True when what is changed or taken away must be named with its revision (<c>CheckRevisions</c>).</summary>
    public bool ChecksRevisions { get; init; }

    /// <summary>The number of a user's metadata that a path names; null for none.</summary>
    internal int? MetadataOf(string text) => Metadata.TryGetValue(text, out var number) ? number : NumberOf(text);

    /// <summary>The number of a user's attachment that a path names; null for none.</summary>
    internal int? AttachmentOf(string text) => Attachments.TryGetValue(text, out var one) ? one.Number : NumberOf(text);

    /// <summary>The name of a metadata, which is its number where it has none.</summary>
    internal string NameOfMetadata(int number) =>
        Metadata.FirstOrDefault(pair => pair.Value == number).Key ?? number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of an attachment, likewise.</summary>
    internal string NameOfAttachment(int number) =>
        Attachments.FirstOrDefault(pair => pair.Value.Number == number).Key ?? number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The media type of an attachment.</summary>
    internal string MediaTypeOf(int number) => Attachments.Values.FirstOrDefault(one => one.Number == number).MediaType is { Length: > 0 } type
        ? type
        : "application/octet-stream";

    private static int? NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= First and <= Last ? number : null;
}
