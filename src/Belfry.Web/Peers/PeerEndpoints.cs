using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that show the known peers and change them.</summary>
public static class PeerEndpoints
{
    /// <summary>Adds <c>/peers</c> and what is below it.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="peers">The peers.</param>
    public static void MapPeers(this IEndpointRouteBuilder routes, IPeerEditor peers)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(peers);
        routes.MapMethods("/peers", ResourceRoutes.Reading, context => ListAsync(context, peers));
        routes.MapMethods("/peers/{name}", ResourceRoutes.Reading, context => Find(context, peers) is null
            ? NotFoundAsync(context)
            : JsonAnswers.WriteTextsAsync(context, ["configuration", "store", "store-straight", "system"]));
        routes.MapMethods("/peers/{name}/configuration", ResourceRoutes.Reading, context =>
        {
            var peer = Find(context, peers) ?? throw new RestException(RestError.NoSuchItem, "There is no such peer.");
            return JsonAnswers.WriteAsync(context, writer => Write(writer, peer));
        });
        routes.MapMethods("/peers/{name}", [HttpMethods.Put], async context =>
        {
            using var body = await RequestBodies.ReadJsonAsync(context);
            await peers.PutAsync(ModalityBody.NewNameOf(context), body.RootElement, context.RequestAborted);
            context.Response.ContentType = "text/plain";
        });
        routes.MapMethods("/peers/{name}", [HttpMethods.Delete], async context =>
        {
            if (!await peers.DeleteAsync(ModalityBody.NameOf(context), CancellationToken.None))
                throw new RestException(RestError.NoSuchItem, "There is no such peer.");
            context.Response.ContentType = "text/plain";
        });
    }

    private static Task ListAsync(HttpContext context, IPeerEditor peers)
    {
        if (!QueryFlags.IsOn(context, "expand"))
            return JsonAnswers.WriteTextsAsync(context, peers.Peers.Select(static peer => peer.Name));
        return JsonAnswers.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach (var peer in peers.Peers)
            {
                writer.WritePropertyName(peer.Name);
                Write(writer, peer);
            }

            writer.WriteEndObject();
        });
    }

    private static RemotePeer? Find(HttpContext context, IPeerEditor peers) => peers.Peers.FirstOrDefault(peer => peer.Name == ModalityBody.NameOf(context));

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // What is secret is not shown.
    private static void Write(Utf8JsonWriter writer, RemotePeer peer)
    {
        writer.WriteStartObject();
        if (peer.CertificateFile is not null)
        {
            writer.WriteString("CertificateFile", peer.CertificateFile);
            writer.WriteString("CertificateKeyFile", peer.CertificateKeyFile);
            writer.WriteNull("CertificateKeyPassword");
        }

        writer.WriteStartArray("HttpHeaders");
        foreach (var name in peer.HttpHeaders.Keys.Order(StringComparer.Ordinal))
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        if (peer.Username.Length > 0)
            writer.WriteNull("Password");
        writer.WriteBoolean("Pkcs11", false);
        writer.WriteNumber("Timeout", (int)(peer.Timeout?.TotalSeconds ?? 0));
        writer.WriteString("Url", peer.Url.ToString());
        if (peer.Username.Length > 0)
            writer.WriteString("Username", peer.Username);
        writer.WriteEndObject();
    }
}
