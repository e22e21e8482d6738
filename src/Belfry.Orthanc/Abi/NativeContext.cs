using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Belfry.Dicom;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Abi;

/// <summary>The border itself: the functions that plugins call. Nothing thrown here leaves, whatever happens.</summary>
internal static unsafe class NativeContext
{
    /// <summary>The version that plugins see; they refuse older hosts.</summary>
    public const string Version = "1.12.11";

    private static readonly byte* VersionText = HostMemory.NewString(Version);

    /// <summary>A context for one plugin, never freed.</summary>
    /// <param name="plugin">The GCHandle of the <see cref="NativePlugin"/>.</param>
    public static OrthancContext* New(nint plugin)
    {
        var context = (OrthancContext*)NativeMemory.AllocZeroed((nuint)sizeof(OrthancContext));
        context->PluginsManager = plugin;
        context->OrthancVersion = VersionText;
        context->Free = &Free;
        context->InvokeService = &InvokeService;
        return context;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(void* block) => NativeMemory.Free(block);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int InvokeService(OrthancContext* context, int service, void* parameters)
    {
        NativePlugin? plugin = null;
        try
        {
            if (context == null || context->PluginsManager == 0)
                return (int)OrthancErrorCode.NullPointer;
            plugin = (NativePlugin?)GCHandle.FromIntPtr(context->PluginsManager).Target;
            return plugin is null
                ? (int)OrthancErrorCode.InternalError
                : (int)ServiceDispatch.Invoke(plugin, (OrthancService)service, parameters);
        }
        catch (Exception failure)
        {
            var code = CodeOf(failure);
            plugin?.LogServiceFailure(service, code, failure);
            return (int)code;
        }
    }

    private static OrthancErrorCode CodeOf(Exception failure) => failure switch
    {
        ServiceException known => known.Code,
        DicomFormatException => OrthancErrorCode.BadFileFormat,
        DimseStatusException => OrthancErrorCode.BadRequest,
        System.Text.Json.JsonException => OrthancErrorCode.BadJson,
        OutOfMemoryException => OrthancErrorCode.NotEnoughMemory,
        FileNotFoundException or DirectoryNotFoundException => OrthancErrorCode.InexistentFile,
        UnauthorizedAccessException => OrthancErrorCode.ForbiddenAccess,
        IOException => OrthancErrorCode.CorruptedFile,
        _ => OrthancErrorCode.InternalError,
    };
}
