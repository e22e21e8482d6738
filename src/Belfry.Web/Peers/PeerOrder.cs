using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>What a job that sends resources to a peer has to do. Immutable.</summary>
/// <param name="Peer">Symbolic name of the peer.</param>
/// <param name="Resources">Identifiers that the archive knows.</param>
internal sealed record PeerOrder(string Peer, IReadOnlyList<string> Resources)
{
    /// <summary>True compresses instances on the way.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The transfer syntax that instances are sent in, without encapsulated Pixel Data; null sends each as it is stored.</summary>
    public TransferSyntax? Target { get; init; }

    /// <summary>True when the job succeeds though instances did not arrive.</summary>
    public bool IsPermissive { get; init; }

    /// <summary>True when what did not arrive is sent again later; false when somebody waits for the answer.</summary>
    public bool IsTriedAgain { get; init; }

    /// <summary>Reads the arguments of a job.</summary>
    public static PeerOrder Parse(ReadOnlyMemory<byte> arguments)
    {
        var json = JsonNode.Parse(arguments.Span)!;
        return new PeerOrder((string?)json["peer"] ?? "", [.. json["resources"]!.AsArray().Select(static id => (string?)id ?? "")])
        {
            IsCompressed = (bool?)json["compressed"] ?? false,
            Target = (string?)json["transcode"] is { } uid ? TransferSyntax.Find(new DicomUid(uid)) : null,
            IsPermissive = (bool?)json["permissive"] ?? false,
            IsTriedAgain = (bool?)json["again"] ?? false,
        };
    }

    /// <summary>The arguments of its job.</summary>
    public ReadOnlyMemory<byte> ToBytes() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["peer"] = Peer,
        ["resources"] = ArrayOf(Resources),
        ["compressed"] = IsCompressed,
        ["transcode"] = Target?.Uid.Value,
        ["permissive"] = IsPermissive,
        ["again"] = IsTriedAgain,
    }.ToJsonString());

    /// <summary>What is shown of its job.</summary>
    /// <param name="url">Where the peer is.</param>
    /// <param name="count">How many instances there are.</param>
    /// <param name="failed">How many the last attempt could not send.</param>
    /// <param name="size">How many bytes arrived.</param>
    public string ToContent(Uri url, int count, int failed, long size) => new JsonObject
    {
        ["Compress"] = IsCompressed,
        ["Description"] = "REST API",
        ["FailedInstancesCount"] = failed,
        ["InstancesCount"] = count,
        ["ParentResources"] = ArrayOf(Resources),
        ["Peer"] = new JsonArray(url.ToString()),
        ["Size"] = size.ToString(CultureInfo.InvariantCulture),
        ["SizeMB"] = size / (1024 * 1024),
    }.ToJsonString();

    private static JsonArray ArrayOf(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);
}
