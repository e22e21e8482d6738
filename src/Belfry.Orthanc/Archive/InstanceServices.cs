using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Loading;
using Belfry.Sdk;

namespace Belfry.Orthanc.Archive;

/// <summary>Services 4000 to 4013, 4015 to 4020: what a plugin asks of an instance, and instances of its own.</summary>
internal static unsafe class InstanceServices
{
    private static readonly DicomReadOptions _untilPixelData = DicomReadOptions.Default with { StopAt = Tags.PixelData, KeepWhatWasRead = true };

    /// <summary>4000: the calling AE title; empty when it did not come by DICOM.</summary>
    public static OrthancErrorCode GetRemoteAet(PluginHost host, OrthancAccessDicomInstance* parameters)
    {
        var instance = Of(host, parameters->Instance);
        return Point(parameters, instance.Keep(instance.Origin.CallingAETitle.Value));
    }

    /// <summary>4001: the length of the file.</summary>
    public static OrthancErrorCode GetSize(PluginHost host, OrthancAccessDicomInstance* parameters) =>
        Number(parameters, Of(host, parameters->Instance).Bytes.Length);

    /// <summary>4002: the file; it belongs to the instance.</summary>
    public static OrthancErrorCode GetData(PluginHost host, OrthancAccessDicomInstance* parameters) =>
        Point(parameters, Of(host, parameters->Instance).Data);

    /// <summary>4003 and 4004: all tags, full or by keyword.</summary>
    public static OrthancErrorCode GetJson(PluginHost host, OrthancAccessDicomInstance* parameters, OrthancDicomToJsonFormat format)
    {
        const OrthancDicomToJsonFlags Flags =
            OrthancDicomToJsonFlags.IncludePrivateTags | OrthancDicomToJsonFlags.IncludeUnknownTags | OrthancDicomToJsonFlags.IncludePixelData
            | OrthancDicomToJsonFlags.IncludeBinary | OrthancDicomToJsonFlags.ConvertBinaryToNull;
        return Text(parameters, JsonServices.ToJson(Of(host, parameters->Instance).File.DataSet, format, Flags, 256));
    }

    /// <summary>4005: whether the server knows something by that name.</summary>
    public static OrthancErrorCode HasMetadata(PluginHost host, OrthancAccessDicomInstance* parameters) =>
        Number(parameters, Of(host, parameters->Instance).Metadata.ContainsKey(HostMemory.Required(parameters->Key)) ? 1 : 0);

    /// <summary>4006: what the server knows by that name; null for nothing.</summary>
    public static OrthancErrorCode GetMetadata(PluginHost host, OrthancAccessDicomInstance* parameters)
    {
        var instance = Of(host, parameters->Instance);
        return Point(parameters, instance.Metadata.TryGetValue(HostMemory.Required(parameters->Key), out var value) ? instance.Keep(value) : null);
    }

    /// <summary>4007: how it came.</summary>
    public static OrthancErrorCode GetOrigin(PluginHost host, OrthancAccessDicomInstance* parameters)
    {
        if (parameters->ResultOrigin == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultOrigin = OriginOf(Of(host, parameters->Instance).Origin);
        return OrthancErrorCode.Success;
    }

    /// <summary>How an instance came, as the interface says it.</summary>
    public static OrthancInstanceOrigin OriginOf(InstanceOrigin origin) => origin.Kind switch
    {
        InstanceOriginKind.DicomProtocol => OrthancInstanceOrigin.DicomProtocol,
        InstanceOriginKind.RestApi => OrthancInstanceOrigin.RestApi,
        InstanceOriginKind.Plugins => OrthancInstanceOrigin.Plugin,
        _ => OrthancInstanceOrigin.Unknown,
    };

    /// <summary>4008.</summary>
    public static OrthancErrorCode GetTransferSyntax(PluginHost host, OrthancAccessDicomInstance* parameters)
    {
        if (parameters->ResultStringToFree == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultStringToFree = HostMemory.NewString(Of(host, parameters->Instance).File.TransferSyntax.Uid.Value);
        return OrthancErrorCode.Success;
    }

    /// <summary>4009.</summary>
    public static OrthancErrorCode HasPixelData(PluginHost host, OrthancAccessDicomInstance* parameters) =>
        Number(parameters, Of(host, parameters->Instance).PixelData is null ? 0 : 1);

    /// <summary>4010: an instance from a file, which is copied.</summary>
    public static OrthancErrorCode Create(PluginHost host, OrthancCreateDicomInstance* parameters)
    {
        var instance = NativeInstance.Of(HostMemory.Bytes(parameters->Buffer, parameters->Size).ToArray());

        // What is no file is refused here, where it is expected.
        _ = instance.File;
        return Give(host, parameters->Target, instance);
    }

    /// <summary>4011: null is allowed, an instance that the server lent is not.</summary>
    public static OrthancErrorCode Free(PluginHost host, OrthancFreeDicomInstance* parameters)
    {
        if (parameters->Dicom == 0)
            return OrthancErrorCode.Success;
        var instance = Of(host, parameters->Dicom);
        if (instance.IsLent)
            throw new ServiceException(OrthancErrorCode.Plugin, "The instance belongs to the server.");
        if (host.Handles.Remove(parameters->Dicom))
            instance.Dispose();
        return OrthancErrorCode.Success;
    }

    /// <summary>4012: Number of Frames; 1 when it does not say.</summary>
    public static OrthancErrorCode CountFrames(PluginHost host, OrthancAccessDicomInstance2* parameters)
    {
        if (parameters->TargetUint32 == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->TargetUint32 = RawFrames.CountOf(Of(host, parameters->Instance).File.DataSet);
        return OrthancErrorCode.Success;
    }

    /// <summary>4013: a frame as it is encoded.</summary>
    public static OrthancErrorCode GetRawFrame(PluginHost host, OrthancAccessDicomInstance2* parameters)
    {
        Fill(parameters, RawFrames.Get(Of(host, parameters->Instance), parameters->FrameIndex).Span);
        return OrthancErrorCode.Success;
    }

    /// <summary>4015: the instance in another transfer syntax. Pixel Data that would have to be decoded or encoded need a codec, which is not there yet.</summary>
    public static OrthancErrorCode Transcode(PluginHost host, OrthancCreateDicomInstance* parameters)
    {
        // What comes is not copied: what is made of it is a copy.
        var file = DicomFile.Parse(LentMemory.Of(parameters->Buffer, parameters->Size));
        var target = DicomUid.TryParse(HostMemory.Required(parameters->TransferSyntax), out var uid) ? TransferSyntax.Find(uid) : null;
        if (target is null)
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "The transfer syntax is unknown.");
        if (target == file.TransferSyntax)
            return Give(host, parameters->Target, NativeInstance.Of(HostMemory.Bytes(parameters->Buffer, parameters->Size).ToArray()));
        if ((target.IsEncapsulated || file.TransferSyntax.IsEncapsulated) && file.DataSet.Contains(Tags.PixelData))
            return OrthancErrorCode.NotImplemented;
        return Give(host, parameters->Target, NativeInstance.Of(new DicomFile(file.DataSet, target).ToBytes()));
    }

    /// <summary>4016: the file, as it is.</summary>
    public static OrthancErrorCode Serialize(PluginHost host, OrthancAccessDicomInstance2* parameters)
    {
        Fill(parameters, Of(host, parameters->Instance).Bytes);
        return OrthancErrorCode.Success;
    }

    /// <summary>4017: the tags as 21 writes them.</summary>
    public static OrthancErrorCode GetAdvancedJson(PluginHost host, OrthancAccessDicomInstance2* parameters) => Text(
        parameters, JsonServices.ToJson(Of(host, parameters->Instance).File.DataSet, parameters->Format, parameters->Flags, parameters->MaxStringLength));

    /// <summary>4018: the DICOM JSON model (PS3.18 Annex F).</summary>
    public static OrthancErrorCode GetDicomWebJson(PluginHost host, OrthancAccessDicomInstance2* parameters)
    {
        var callback = new BinaryCallback(host, parameters->DicomWebCallback, (nint)parameters->DicomWebPayload, 2);
        return Text(parameters, DicomWebServices.ToJson(Of(host, parameters->Instance).File.DataSet, callback));
    }

    /// <summary>4019: the same as XML.</summary>
    public static OrthancErrorCode GetDicomWebXml(PluginHost host, OrthancAccessDicomInstance2* parameters)
    {
        var callback = new BinaryCallback(host, parameters->DicomWebCallback, (nint)parameters->DicomWebPayload, 2);
        return Text(parameters, DicomWebServices.ToXml(Of(host, parameters->Instance).File.DataSet, callback));
    }

    /// <summary>4020: a stored instance, whole or up to its Pixel Data.</summary>
    public static OrthancErrorCode Load(PluginHost host, OrthancLoadDicomInstance* parameters)
    {
        var file = ArchiveServices.ReadFile(host, HostMemory.Required(parameters->InstanceId)).ToArray();
        if (parameters->Mode == OrthancLoadDicomInstanceMode.WholeDicom)
            return Give(host, parameters->Target, NativeInstance.Of(file));
        if (parameters->Mode is not (OrthancLoadDicomInstanceMode.UntilPixelData or OrthancLoadDicomInstanceMode.EmptyPixelData))
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange);
        var part = DicomFile.Parse(file, _untilPixelData);
        if (parameters->Mode == OrthancLoadDicomInstanceMode.EmptyPixelData && DicomFile.Parse(file).DataSet.Contains(Tags.PixelData))
            part.DataSet.Set(Tags.PixelData, VR.OW, Array.Empty<byte>());
        return Give(host, parameters->Target, NativeInstance.Of(new DicomFile(part.DataSet, Uncompressed(part.TransferSyntax)).ToBytes()));
    }

    // Without Pixel Data there is nothing that would be encapsulated.
    private static TransferSyntax Uncompressed(TransferSyntax syntax) => syntax.IsEncapsulated ? TransferSyntax.ExplicitVRLittleEndian : syntax;

    private static NativeInstance Of(PluginHost host, nint handle) => host.Handles.Get<NativeInstance>(handle);

    private static OrthancErrorCode Give(PluginHost host, nint* target, NativeInstance instance)
    {
        if (target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *target = host.Handles.Add(instance);
        return OrthancErrorCode.Success;
    }

    private static OrthancErrorCode Number(OrthancAccessDicomInstance* parameters, long number)
    {
        if (parameters->ResultInt64 == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultInt64 = number;
        return OrthancErrorCode.Success;
    }

    private static OrthancErrorCode Point(OrthancAccessDicomInstance* parameters, byte* text)
    {
        if (parameters->ResultString == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultString = text;
        return OrthancErrorCode.Success;
    }

    private static OrthancErrorCode Text(OrthancAccessDicomInstance* parameters, ReadOnlySpan<byte> text)
    {
        if (parameters->ResultStringToFree == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->ResultStringToFree = HostMemory.NewString(text);
        return OrthancErrorCode.Success;
    }

    private static OrthancErrorCode Text(OrthancAccessDicomInstance2* parameters, ReadOnlySpan<byte> text)
    {
        if (parameters->TargetStringToFree == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->TargetStringToFree = HostMemory.NewString(text);
        return OrthancErrorCode.Success;
    }

    private static void Fill(OrthancAccessDicomInstance2* parameters, ReadOnlySpan<byte> bytes)
    {
        if (parameters->TargetBuffer == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        HostMemory.Fill(parameters->TargetBuffer, bytes);
    }
}
