using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Archive;

/// <summary>Services 32, 33, 36 and 37: DICOM files as the DICOM JSON model (PS3.18 Annex F) and as the Native DICOM Model in XML (PS3.19 Annex A).</summary>
internal static unsafe class DicomWebServices
{
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private delegate ReadOnlySpan<byte> Form(DicomDataSet dataSet, BinaryCallback callback);

    /// <summary>32.</summary>
    public static OrthancErrorCode EncodeJson(PluginHost host, OrthancEncodeDicomWeb* parameters) => Encode(host, parameters, ToJson);

    /// <summary>33.</summary>
    public static OrthancErrorCode EncodeXml(PluginHost host, OrthancEncodeDicomWeb* parameters) => Encode(host, parameters, ToXml);

    /// <summary>36: as 32, with something of the plugin's for its callback.</summary>
    public static OrthancErrorCode EncodeJson2(PluginHost host, OrthancEncodeDicomWeb2* parameters) => Encode(host, parameters, ToJson);

    /// <summary>37: as 33, with something of the plugin's for its callback.</summary>
    public static OrthancErrorCode EncodeXml2(PluginHost host, OrthancEncodeDicomWeb2* parameters) => Encode(host, parameters, ToXml);

    /// <summary>A data set, with the plugin asked about each binary value.</summary>
    public static ReadOnlySpan<byte> ToJson(DicomDataSet dataSet, BinaryCallback callback)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, _json))
        {
            DicomJson.Write(dataSet, writer, new DicomJsonOptions { WriteBulkDataAt = (element, place) => Reference(callback, element, place) });
        }

        return output.WrittenSpan;
    }

    /// <summary>The same as XML.</summary>
    public static ReadOnlySpan<byte> ToXml(DicomDataSet dataSet, BinaryCallback callback) =>
        DicomXml.ToUtf8(dataSet, new DicomXmlOptions { WriteBulkDataAt = (element, place) => Reference(callback, element, place) }).Span;

    private static string? Reference(BinaryCallback callback, DicomElement element, IReadOnlyList<(DicomTag Sequence, int Item)> place) =>
        callback.Ask(place, element) switch
        {
            { Mode: OrthancDicomWebBinaryMode.BulkDataUri, Uri: var uri } => uri,
            { Mode: OrthancDicomWebBinaryMode.InlineBinary } when !element.IsEncapsulated => null,
            _ => "",
        };

    private static OrthancErrorCode Encode(PluginHost host, OrthancEncodeDicomWeb* parameters, Form form) =>
        Encode(parameters->Target, HostMemory.Bytes(parameters->Dicom, parameters->DicomSize), new BinaryCallback(host, parameters->Callback, 0, 1), form);

    private static OrthancErrorCode Encode(PluginHost host, OrthancEncodeDicomWeb2* parameters, Form form) => Encode(
        parameters->Target,
        HostMemory.Bytes(parameters->Dicom, parameters->DicomSize),
        new BinaryCallback(host, parameters->Callback, (nint)parameters->Payload, 2),
        form);

    private static OrthancErrorCode Encode(byte** target, ReadOnlySpan<byte> file, BinaryCallback callback, Form form)
    {
        if (target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *target = HostMemory.NewString(form(DicomFile.Parse(file.ToArray()).DataSet, callback));
        return OrthancErrorCode.Success;
    }
}
