using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Dicom;

/// <summary>Services 21, 23 and 41: DICOM files to the JSON that plugins know, and back.</summary>
internal static unsafe class JsonServices
{
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>21.</summary>
    public static OrthancErrorCode DicomBufferToJson(PluginHost host, OrthancDicomToJson* parameters)
    {
        if (parameters->Result == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var dataSet = host.Parse(HostMemory.Bytes(parameters->Buffer, parameters->Size));
        *parameters->Result = HostMemory.NewString(ToJson(dataSet, parameters->Format, parameters->Flags, parameters->MaxStringLength));
        return OrthancErrorCode.Success;
    }

    /// <summary>A data set, without file meta information, as plugins know it.</summary>
    public static ReadOnlySpan<byte> ToJson(DicomDataSet dataSet, OrthancDicomToJsonFormat format, OrthancDicomToJsonFlags flags, uint maxStringLength)
    {
        if (!Enum.IsDefined(format))
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange);
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, _json))
            Write(dataSet, writer, format, flags, maxStringLength);
        return output.WrittenSpan;
    }

    private static void Write(
        DicomDataSet dataSet, Utf8JsonWriter writer, OrthancDicomToJsonFormat format, OrthancDicomToJsonFlags flags, uint maxStringLength) =>
        TagJson.Write(dataSet, writer, new TagJsonOptions
        {
            Format = (TagJsonFormat)format,
            Contents = (TagJsonContents)flags,
            MaximumTextLength = (int)Math.Min(maxStringLength, int.MaxValue),
        });

    /// <summary>
    /// 23: a file in Explicit VR Little Endian. Images are not served yet: with pixel data it is
    /// <see cref="OrthancErrorCode.NotImplemented"/>.
    /// </summary>
    public static OrthancErrorCode CreateDicom(PluginHost host, OrthancCreateDicom* parameters) => CreateDicom(host, parameters, null);

    /// <summary>41: the same, with the creator of the private elements; null or empty for none.</summary>
    public static OrthancErrorCode CreateDicom2(PluginHost host, OrthancCreateDicom2* parameters) =>
        CreateDicom(host, &parameters->CreateDicom, HostMemory.Text(parameters->PrivateCreator) is { Length: > 0 } creator ? creator : null);

    private static OrthancErrorCode CreateDicom(PluginHost host, OrthancCreateDicom* parameters, string? privateCreator)
    {
        if (parameters->Target == null || parameters->Json == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        if (parameters->PixelData != 0)
            return OrthancErrorCode.NotImplemented;
        var dataSet = PluginJsonReader.Read(
            HostMemory.Bytes(parameters->Json).ToArray(), (parameters->Flags & OrthancCreateDicomFlags.DecodeDataUriScheme) != 0, privateCreator);
        if ((parameters->Flags & OrthancCreateDicomFlags.GenerateIdentifiers) != 0)
            AddIdentifiers(host, dataSet);
        HostMemory.Fill(parameters->Target, PluginFile.ToBytes(host, dataSet, TransferSyntax.ExplicitVRLittleEndian));
        return OrthancErrorCode.Success;
    }

    private static void AddIdentifiers(PluginHost host, DicomDataSet dataSet)
    {
        foreach (var tag in (DicomTag[])[Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID])
        {
            if (!dataSet.Contains(tag))
                dataSet.Set(tag, host.Options.Uids.Next().Value);
        }
    }
}
