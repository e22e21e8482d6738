using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Asks a modality whether it is there.</summary>
internal static class RemoteEcho
{
    private static readonly RandomUidGenerator _uids = new();

    /// <summary>Asks by C-ECHO, and by C-FIND where that is wanted, and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="modality">Whom.</param>
    /// <param name="body">May have <c>CheckFind</c>; null for no body.</param>
    /// <param name="checksFind">What counts when it does not.</param>
    /// <exception cref="ModalityException">It is not there, or fails.</exception>
    public static async Task AskAsync(HttpContext context, IModality modality, JsonElement? body, bool checksFind)
    {
        if (body is { ValueKind: JsonValueKind.Object } members)
            checksFind = BodyMembers.Flag(members, "CheckFind") ?? checksFind;
        await modality.EchoAsync(context.RequestAborted);
        if (checksFind)
        {
            // A query for a study that nobody has: it is answered with nothing, and needs C-FIND to work.
            var keys = new DicomDataSet { { Tags.StudyInstanceUID, _uids.Next() }, { Tags.PatientID, "" } };
            var query = new FindQuery(keys, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study);
            await modality.FindAsync(query, cancellation: context.RequestAborted).CountAsync(context.RequestAborted);
        }

        await JsonAnswers.WriteEmptyAsync(context);
    }
}
