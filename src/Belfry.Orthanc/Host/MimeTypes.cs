using System.Collections.Frozen;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Host;

/// <summary>Service 30: the media type that the extension of a file's name stands for.</summary>
internal static unsafe class MimeTypes
{
    // Plugins keep these pointers, so the texts are made once and never freed.
    private static readonly nint Unknown = (nint)HostMemory.NewString("application/octet-stream");

    private static readonly FrozenDictionary<string, nint> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css",
        [".csv"] = "text/csv",
        [".dcm"] = "application/dicom",
        [".gif"] = "image/gif",
        [".gz"] = "application/gzip",
        [".htm"] = "text/html",
        [".html"] = "text/html",
        [".ico"] = "image/x-icon",
        [".j2k"] = "image/jp2",
        [".jp2"] = "image/jp2",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".js"] = "application/javascript",
        [".json"] = "application/json",
        [".map"] = "application/json",
        [".mjs"] = "application/javascript",
        [".mp4"] = "video/mp4",
        [".mtl"] = "model/mtl",
        [".obj"] = "model/obj",
        [".pam"] = "image/x-portable-arbitrarymap",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".stl"] = "model/stl",
        [".svg"] = "image/svg+xml",
        [".ttf"] = "font/ttf",
        [".txt"] = "text/plain",
        [".wasm"] = "application/wasm",
        [".webp"] = "image/webp",
        [".woff"] = "font/woff",
        [".woff2"] = "font/woff2",
        [".xml"] = "application/xml",
        [".zip"] = "application/zip",
    }.ToFrozenDictionary(type => type.Key, type => (nint)HostMemory.NewString(type.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>30.</summary>
    public static OrthancErrorCode Detect(OrthancRetrieveStaticString* parameters)
    {
        if (parameters->Result == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var extension = Path.GetExtension(HostMemory.Required(parameters->Argument));
        *parameters->Result = (byte*)(Types.TryGetValue(extension, out var type) ? type : Unknown);
        return OrthancErrorCode.Success;
    }
}
