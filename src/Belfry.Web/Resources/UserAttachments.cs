using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Belfry.Archive;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The files that REST puts beside resources, kept in the index.</summary>
/// <param name="archive">Has the resources.</param>
/// <param name="names">Names the files.</param>
internal sealed class UserAttachments(DicomArchive archive, UserNames names)
{
    // Eight bytes of length, little endian, and a zlib stream.
    private const int Head = 8;

    /// <summary>Names the files.</summary>
    public UserNames Names => names;

    /// <summary>An attachment and its number; null when the name is none of a user's, or the resource has none of it.</summary>
    public async ValueTask<(int Number, UserAttachment Attachment)?> FindAsync(ArchivedResource resource, string name, CancellationToken cancellation)
    {
        if (names.AttachmentOf(name) is not { } number)
            return null;
        var extras = await archive.Extras.ReadAsync(resource.Level, resource.Id, cancellation);
        return extras.Attachments.TryGetValue(number, out var found) ? (number, found) : null;
    }

    /// <summary>Keeps the body of a request, or takes an attachment away.</summary>
    public async Task ChangeAsync(HttpContext context, ArchivedResource resource, string name, bool isRemoval)
    {
        if (names.AttachmentOf(name) is not { } number)
        {
            context.Response.StatusCode = name is "dicom" or "dicom-until-pixel-data" || int.TryParse(name, out _)
                ? StatusCodes.Status403Forbidden
                : throw new RestException(RestError.NoSuchItem, "There is no such attachment.");
            return;
        }

        var expected = Revisions.Expected(context, names.ChecksRevisions);
        var bytes = isRemoval ? [] : await RequestBodies.ReadBytesAsync(context);
        var attachment = isRemoval ? null : Describe(bytes, bytes, isCompressed: false);
        Predicate<UserAttachment>? mayReplace = expected is null ? null : existing => expected(TagOf(existing));
        var (outcome, revision) = await archive.Extras.SetAttachmentAsync(
            resource.Level, resource.Id, number, attachment, bytes, mayReplace, CancellationToken.None);
        ExtraAnswers.ThrowUnlessDone(outcome);
        if (attachment is not null)
        {
            context.Response.Headers.ETag = TagOf(attachment with { Revision = revision });
            await JsonAnswers.WriteEmptyAsync(context);
        }
        else
        {
            context.Response.ContentType = "text/plain";
        }
    }

    /// <summary>Answers a question about an attachment.</summary>
    public async Task ShowAsync(HttpContext context, int number, UserAttachment attachment, string operation)
    {
        if (Revisions.IsKnown(context, TagOf(attachment)))
            return;
        var stored = operation is "data" or "compressed-data"
            ? await archive.Extras.ReadAttachmentAsync(attachment.Id, context.RequestAborted) ?? throw new RestException(RestError.UnknownResource)
            : [];
        await (operation switch
        {
            "data" => SendAsync(context, attachment.IsCompressed ? Decompress(stored) : stored, names.MediaTypeOf(number)),
            "compressed-data" => SendAsync(context, stored, "application/octet-stream"),
            "size" => JsonAnswers.WriteTextAsync(context, AttachmentJson.Size(attachment.Length)),
            "compressed-size" => JsonAnswers.WriteTextAsync(context, AttachmentJson.Size(attachment.StoredLength)),
            "md5" => JsonAnswers.WriteTextAsync(context, attachment.Md5),
            "compressed-md5" => JsonAnswers.WriteTextAsync(context, attachment.StoredMd5),
            "is-compressed" => JsonAnswers.WriteTextAsync(context, attachment.IsCompressed ? "1" : "0"),
            "uuid" => JsonAnswers.WriteTextAsync(context, attachment.Id.ToString("D")),
            "info" => JsonAnswers.WriteAsync(context, writer => AttachmentJson.WriteInfo(writer, number, attachment)),
            _ => throw new RestException(RestError.UnknownResource),
        });
    }

    /// <summary>Compresses an attachment, decompresses it, or checks what is kept.</summary>
    public async Task WorkAsync(HttpContext context, ArchivedResource resource, int number, UserAttachment attachment, string operation)
    {
        var stored = await archive.Extras.ReadAttachmentAsync(attachment.Id, context.RequestAborted) ?? throw new RestException(RestError.UnknownResource);
        if (operation == "verify-md5")
        {
            if (Md5Of(stored) != attachment.StoredMd5)
                throw new RestException(RestError.Internal, "The attachment is damaged.");
        }
        else if ((operation == "compress") != attachment.IsCompressed)
        {
            var bytes = attachment.IsCompressed ? Decompress(stored) : stored;
            var other = operation == "compress" ? Compress(bytes) : bytes;
            var (outcome, _) = await archive.Extras.SetAttachmentAsync(
                resource.Level,
                resource.Id,
                number,
                Describe(bytes, other, operation == "compress"),
                other,
                existing => existing.Id == attachment.Id,
                CancellationToken.None);
            ExtraAnswers.ThrowUnlessDone(outcome);
        }

        await JsonAnswers.WriteEmptyAsync(context);
    }

    /// <summary>The entity tag of an attachment.</summary>
    public static string TagOf(UserAttachment attachment) => $"\"{attachment.Revision}-{attachment.Md5}\"";

    private static UserAttachment Describe(byte[] bytes, byte[] stored, bool isCompressed) =>
        new(Guid.CreateVersion7(), 0, bytes.Length, Md5Of(bytes), isCompressed, stored.Length, Md5Of(stored));

    private static async Task SendAsync(HttpContext context, byte[] bytes, string mediaType) =>
        await FileAnswers.WriteAsync(context, new MemoryStream(bytes, writable: false), bytes.Length, mediaType);

    private static byte[] Compress(byte[] bytes)
    {
        using var output = new MemoryStream();
        Span<byte> head = stackalloc byte[Head];
        BinaryPrimitives.WriteInt64LittleEndian(head, bytes.Length);
        output.Write(head);
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(bytes);
        return output.ToArray();
    }

    private static byte[] Decompress(byte[] stored)
    {
        var bytes = new byte[BinaryPrimitives.ReadInt64LittleEndian(stored)];
        using var zlib = new ZLibStream(new MemoryStream(stored, Head, stored.Length - Head), CompressionMode.Decompress);
        zlib.ReadExactly(bytes);
        return bytes;
    }

    private static string Md5Of(byte[] bytes)
    {
#pragma warning disable CA5351 // What clients know, not a protection.
        return Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
    }
}
