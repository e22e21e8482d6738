using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Belfry.Web;

/// <summary>The routes that change the known modalities, and ask one that is not known.</summary>
public static class ModalityEditEndpoints
{
    /// <summary>Adds <c>PUT</c> and <c>DELETE /modalities/{name}</c>, and <c>/tools/dicom-echo</c>.</summary>
    /// <param name="routes">Where to add them.</param>
    /// <param name="editor">Changes them.</param>
    /// <param name="remote">Asks modalities.</param>
    public static void MapModalityEditing(this IEndpointRouteBuilder routes, IModalityEditor editor, RemoteRoutes remote)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(editor);
        ArgumentNullException.ThrowIfNull(remote);
        routes.MapMethods("/modalities/{name}", [HttpMethods.Put], context => PutAsync(context, editor));
        routes.MapMethods("/modalities/{name}", [HttpMethods.Delete], context => DeleteAsync(context, editor));
        routes.MapMethods("/tools/dicom-echo", [HttpMethods.Post], context => EchoAsync(context, editor, remote));
    }

    private static async Task PutAsync(HttpContext context, IModalityEditor editor)
    {
        using var body = await RequestBodies.ReadJsonAsync(context);
        var modality = editor.Read(ModalityBody.NewNameOf(context), body.RootElement);
        await editor.PutAsync(modality, body.RootElement, context.RequestAborted);
        context.Response.ContentType = "text/plain";
    }

    private static async Task DeleteAsync(HttpContext context, IModalityEditor editor)
    {
        if (!await editor.DeleteAsync(ModalityBody.NameOf(context), CancellationToken.None))
            throw new RestException(RestError.NoSuchItem, "There is no such modality.");
        context.Response.ContentType = "text/plain";
    }

    private static async Task EchoAsync(HttpContext context, IModalityEditor editor, RemoteRoutes remote)
    {
        using var body = await RequestBodies.ReadJsonAsync(context);
        var modality = editor.Read("body", body.RootElement);
        await RemoteEcho.AskAsync(context, remote.Modalities.Of(modality), body.RootElement, remote.Options.EchoChecksFind);
    }
}
