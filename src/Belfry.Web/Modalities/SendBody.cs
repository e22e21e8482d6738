using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What is to be sent to a modality, and how.</summary>
/// <param name="Order">The order.</param>
/// <param name="Resources">The body that it was read from.</param>
internal sealed record SendBody(SendOrder Order, ResourcesBody Resources)
{
    /// <exception cref="RestException">It is none of what it may be.</exception>
    public static async Task<SendBody> ReadAsync(HttpContext context)
    {
        var body = await ResourcesBody.ReadAsync(context);
        var members = body.Members;
        var originator = BodyMembers.Title(members, "MoveOriginatorAet");
        return new SendBody(
            new SendOrder(ModalityBody.Read(context, members), body.Resources)
            {
                IsPermissive = body.Job.IsPermissive,
                Commits = BodyMembers.Flag(members, "StorageCommitment") ?? false,
                Originator = originator.IsEmpty
                    ? null
                    : new MoveOriginator(originator, (ushort)(BodyMembers.Integer(members, "MoveOriginatorID", 0, ushort.MaxValue) ?? 0)),
            },
            body);
    }
}
