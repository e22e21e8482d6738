using System.Globalization;
using System.IO.Pipelines;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Belfry.Web;

/// <summary>
/// A form with files (RFC 7578): DICOM files and ZIP files of them. A file that cannot be stored does not keep the others from it. Older pages send a large file in
/// pieces, each in a form of its own, and say by <c>X-File-Name</c> and <c>X-File-Size</c> which file it is of.
/// </summary>
internal sealed class FormUpload(InstanceIntake intake)
{
    private readonly UploadPieces _pieces = new();

    /// <summary>Stores what a form has, and answers.</summary>
    /// <exception cref="RestException">It has no file, or none that can be stored.</exception>
    public async Task TakeAsync(HttpContext context, string boundary, InstanceOrigin origin)
    {
        var form = new MultipartReader(boundary, context.Request.Body);
        List<IUploadOutcome> outcomes = [];
        var isPiece = false;
        while (await form.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (section.AsFileSection() is not { FileStream: { } file } part)
                continue;
            if (!IsPiece(context.Request, out var name, out var length))
            {
                await TakeFileAsync(file, part.FileName, outcomes, origin, context.RequestAborted);
                continue;
            }

            isPiece = true;
            if (await _pieces.AddAsync(name, length, file, intake.Limits.Body, context.RequestAborted) is not { } whole)
                continue;
            await using (whole)
                await TakeFileAsync(whole, name, outcomes, origin, context.RequestAborted);
        }

        if (outcomes.Count == 0 && !isPiece)
            throw new RestException(RestError.BadFormat, "The form has no file.");
        if (outcomes.Count > 0 && outcomes.All(static outcome => outcome is FailedUpload))
            throw ((FailedUpload)outcomes[0]).Fault;
        if (outcomes.Count > 0)
            await WriteAsync(context, outcomes);
        else
            context.Response.ContentType = "text/plain";
    }

    /// <summary>Answers with what became of each file.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<IUploadOutcome> outcomes) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartArray();
        foreach (var outcome in outcomes)
            outcome.Write(writer);
        writer.WriteEndArray();
    });

    private async Task TakeFileAsync(Stream file, string? name, List<IUploadOutcome> outcomes, InstanceOrigin origin, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        try
        {
            if (await ZipUpload.IsZipAsync(reader, cancellation))
                outcomes.AddRange(await ZipUpload.TakeAsync(reader, intake, origin, cancellation));
            else
                outcomes.Add(await intake.TakeAsync(reader, origin, cancellation));
        }
        catch (Exception fault) when (FailedUpload.IsOfOneFile(fault))
        {
            outcomes.Add(new FailedUpload(string.IsNullOrEmpty(name) ? null : name, RestErrors.Classify(fault)));
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool IsPiece(HttpRequest request, out string name, out long length)
    {
        name = request.Headers["X-File-Name"].ToString();
        length = 0;
        return name.Length > 0 && long.TryParse(request.Headers["X-File-Size"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out length);
    }
}
