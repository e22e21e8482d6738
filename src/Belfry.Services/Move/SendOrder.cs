using System.Text;
using System.Text.Json.Nodes;
using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>What a job that sends resources of the archive has to do. Immutable.</summary>
/// <param name="Modality">Whom to send to.</param>
/// <param name="Resources">Identifiers that the archive knows.</param>
public sealed record SendOrder(ModalityChoice Modality, IReadOnlyList<string> Resources)
{
    /// <summary>Whose C-MOVE the C-STOREs are said to be a part of; null for nobody's.</summary>
    public MoveOriginator? Originator { get; init; }

    /// <summary>True when the job succeeds though instances did not arrive.</summary>
    public bool IsPermissive { get; init; }

    /// <summary>True has the modality asked for storage commitment of what arrived (PS3.4 Annex J).</summary>
    public bool Commits { get; init; }

    /// <summary>True for the arguments of such a job, and not of a <see cref="MoveTask"/>.</summary>
    internal static bool TryParse(ReadOnlyMemory<byte> arguments, out SendOrder order)
    {
        var json = JsonNode.Parse(arguments.Span);
        order = null!;
        if (json?["resources"] is not JsonArray resources || json["modality"] is not { } modality)
            return false;
        var originator = ModalityChoice.TitleOf(json["originator"]);
        order = new SendOrder(ModalityChoice.Parse(modality), [.. resources.Select(static id => (string?)id ?? "")])
        {
            Originator = originator.IsEmpty ? null : new MoveOriginator(originator, (ushort?)json["originatorId"] ?? 0),
            IsPermissive = (bool?)json["permissive"] ?? false,
            Commits = (bool?)json["commits"] ?? false,
        };
        return true;
    }

    /// <summary>The arguments of its job.</summary>
    internal ReadOnlyMemory<byte> ToBytes() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["modality"] = Modality.ToJson(),
        ["resources"] = new JsonArray([.. Resources.Select(static id => (JsonNode)id)]),
        ["originator"] = Originator?.AETitle.Value,
        ["originatorId"] = Originator?.MessageId,
        ["permissive"] = IsPermissive,
        ["commits"] = Commits,
    }.ToJsonString());

    /// <summary>What is shown of its job.</summary>
    /// <param name="remote">The modality, as it is asked.</param>
    /// <param name="local">What the server calls itself towards it.</param>
    /// <param name="count">How many instances there are.</param>
    internal string ToContent(RemoteModality remote, AETitle local, int count)
    {
        var content = new JsonObject
        {
            ["Description"] = "REST API",
            ["FailedInstancesCount"] = 0,
            ["InstancesCount"] = count,
            ["LocalAet"] = local.Value,
            ["ParentResources"] = new JsonArray([.. Resources.Select(static id => (JsonNode)id)]),
            ["RemoteAet"] = remote.AETitle.Value,
        };
        if (Originator is { } originator)
        {
            content["MoveOriginatorAET"] = originator.AETitle.Value;
            content["MoveOriginatorID"] = originator.MessageId;
        }

        return content.ToJsonString();
    }
}
