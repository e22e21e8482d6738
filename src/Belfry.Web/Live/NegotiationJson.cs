using System.Text.Json;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>What two peers proposed and accepted (PS3.7 Annex D, PS3.8 §7.1.1).</summary>
internal static class NegotiationJson
{
    public static void Write(Utf8JsonWriter writer, in AssociationFacts facts)
    {
        if (facts.Request is not { } request)
            return;
        WriteUser(writer, "requestor", request.UserInformation);
        if (facts.Accept is { } accept)
            WriteUser(writer, "acceptor", accept.UserInformation);
        writer.WriteStartArray("contexts");
        foreach (var proposed in request.PresentationContexts)
            WriteContext(writer, proposed, in facts);
        writer.WriteEndArray();
    }

    private static void WriteUser(Utf8JsonWriter writer, string name, UserInformation user)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("maxPduLength", user.MaxPduLength);
        writer.WriteString("implementationClassUid", user.ImplementationClassUid.Value);
        writer.WriteString("implementationVersion", user.ImplementationVersionName);
        if (user.AsynchronousOperationsWindow is { } window)
        {
            writer.WriteNumber("maxInvoked", window.MaxInvoked);
            writer.WriteNumber("maxPerformed", window.MaxPerformed);
        }

        writer.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter writer, ProposedPresentationContext proposed, in AssociationFacts facts)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", proposed.Id);
        writer.WriteString("abstractSyntax", TrafficJson.NameOf(proposed.AbstractSyntax));
        writer.WriteString("abstractSyntaxUid", proposed.AbstractSyntax.Value);
        writer.WriteStartArray("proposed");
        foreach (var transferSyntax in proposed.TransferSyntaxes)
            writer.WriteStringValue(TrafficJson.NameOf(transferSyntax));
        writer.WriteEndArray();
        foreach (var answer in facts.Accept?.PresentationContexts ?? [])
        {
            if (answer.Id != proposed.Id)
                continue;
            writer.WriteString("result", answer.Result.ToString());
            if (!answer.TransferSyntax.IsEmpty)
                writer.WriteString("transferSyntax", TrafficJson.NameOf(answer.TransferSyntax));
            break;
        }

        foreach (var context in facts.Contexts)
        {
            if (context.Id != proposed.Id)
                continue;

            // What the requestor is is what the other side is not told of here.
            var isAcceptor = facts.Role == AssociationRole.Acceptor;
            writer.WriteBoolean("requestorIsScu", isAcceptor ? context.IsLocalScp : context.IsLocalScu);
            writer.WriteBoolean("requestorIsScp", isAcceptor ? context.IsLocalScu : context.IsLocalScp);
            break;
        }

        writer.WriteEndObject();
    }
}
