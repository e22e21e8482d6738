using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Archive;

/// <summary>Services 32 and 36: DICOM files as the DICOM JSON model (PS3.18 Annex F).</summary>
internal static unsafe class DicomWebServices
{
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>32.</summary>
    public static OrthancErrorCode EncodeJson(PluginHost host, OrthancEncodeDicomWeb* parameters) => EncodeJson(
        parameters->Target, HostMemory.Bytes(parameters->Dicom, parameters->DicomSize), new BinaryCallback(host, parameters->Callback, 0, 1));

    /// <summary>36: the same, with something of the plugin's for its callback.</summary>
    public static OrthancErrorCode EncodeJson2(PluginHost host, OrthancEncodeDicomWeb2* parameters) => EncodeJson(
        parameters->Target,
        HostMemory.Bytes(parameters->Dicom, parameters->DicomSize),
        new BinaryCallback(host, parameters->Callback, (nint)parameters->Payload, 2));

    /// <summary>A data set, with the plugin asked about each binary value.</summary>
    public static ReadOnlySpan<byte> ToJson(DicomDataSet dataSet, BinaryCallback callback)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, _json))
        {
            DicomJson.Write(dataSet, writer, new DicomJsonOptions
            {
                WriteBulkDataAt = (element, place) => callback.Ask(place, element) switch
                {
                    { Mode: OrthancDicomWebBinaryMode.BulkDataUri, Uri: var uri } => uri,
                    { Mode: OrthancDicomWebBinaryMode.InlineBinary } when !element.IsEncapsulated => null,
                    _ => "",
                },
            });
        }

        return output.WrittenSpan;
    }

    private static OrthancErrorCode EncodeJson(byte** target, ReadOnlySpan<byte> file, BinaryCallback callback)
    {
        if (target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *target = HostMemory.NewString(ToJson(DicomFile.Parse(file.ToArray()).DataSet, callback));
        return OrthancErrorCode.Success;
    }
}
