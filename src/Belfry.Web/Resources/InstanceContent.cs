using System.Globalization;
using Belfry.Archive;
using Belfry.Dicom;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Walks from the tags of an instance down to one value: tag, index of an item, tag, and so on.</summary>
internal static class InstanceContent
{
    /// <summary>Answers with the names below a path, or with the bytes of the value at its end.</summary>
    public static async Task ShowAsync(HttpContext context, DicomArchive archive)
    {
        var (_, stored) = await ResourceRoutes.FindInstanceAsync(context, archive);
        var path = ((string?)context.Request.RouteValues["path"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var dataSet = (await archive.ReadFileAsync(stored, context.RequestAborted)).DataSet;
        for (var i = 0; i < path.Length; i += 2)
        {
            var element = Find(dataSet, path[i]);
            if (i + 1 == path.Length)
            {
                await ShowElementAsync(context, element);
                return;
            }

            if (HasBlocks(element) && i + 2 == path.Length)
            {
                await ShowBlockAsync(context, element, path[i + 1]);
                return;
            }

            dataSet = element.IsSequence && IndexOf(path[i + 1]) is { } index && index < element.Items.Count
                ? element.Items[index]
                : throw new RestException(RestError.UnknownResource);
        }

        await JsonAnswers.WriteTextsAsync(context, dataSet.Select(static element => NameOf(element.Tag)));
    }

    private static DicomElement Find(DicomDataSet dataSet, string name) => dataSet.TryGetElement(RequestedAttributes.TagOf(name), out var element)
        ? element
        : throw new RestException(RestError.UnknownResource);

    private static Task ShowElementAsync(HttpContext context, DicomElement element)
    {
        if (element.IsSequence || HasBlocks(element))
        {
            // The offset table is the first item of encapsulated pixel data (PS3.5 §A.4).
            var count = element.IsSequence ? element.Items.Count : element.IsEncapsulated ? element.FragmentCount : 1;
            return JsonAnswers.WriteTextsAsync(context, Enumerable.Range(0, count).Select(static index => index.ToString(CultureInfo.InvariantCulture)));
        }

        return FileAnswers.WriteAsync(context, element.OpenStream(), element.Length, "application/octet-stream");
    }

    // Pixel Data is a list of blocks for clients, also where it is not encapsulated: then there is one.
    private static bool HasBlocks(DicomElement element) => element.IsEncapsulated || element.Tag == Dicom.Tags.PixelData;

    private static Task ShowBlockAsync(HttpContext context, DicomElement element, string number)
    {
        if (element.IsEncapsulated)
            return SendAsync(context, FragmentAt(element, number));
        return IndexOf(number) == 0
            ? FileAnswers.WriteAsync(context, element.OpenStream(), element.Length, "application/octet-stream")
            : throw new RestException(RestError.UnknownResource);
    }

    private static ReadOnlyMemory<byte> FragmentAt(DicomElement element, string text)
    {
        if (IndexOf(text) is not { } index || index >= element.FragmentCount)
            throw new RestException(RestError.UnknownResource);
        return element.GetFragment(index);
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static int? IndexOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string NameOf(DicomTag tag) => $"{tag.Group:x4}-{tag.Element:x4}";
}
