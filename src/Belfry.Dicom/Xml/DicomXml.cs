using System.Text;
using System.Xml;

namespace Belfry.Dicom;

/// <summary>
/// The Native DICOM Model, data sets as XML (PS3.19 Annex A.1). Group lengths and trailing padding are left out, (0008,0005) is ISO_IR 192, and a
/// character that XML cannot hold is U+FFFD.
/// </summary>
public static class DicomXml
{
    /// <summary>The namespace of its elements (PS3.19 §A.1.6).</summary>
    public const string Namespace = "http://dicom.nema.org/PS3.19/models/NativeDICOM";

    // Characters are looked at by the writer of values; looking twice costs for nothing. A text keeps its line ends.
    private static readonly XmlWriterSettings s_settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false, NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Writes one data set as a NativeDicomModel element.</summary>
    public static void Write(DicomDataSet dataSet, XmlWriter writer, DicomXmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(writer);
        new DicomXmlWriter(writer, options ?? DicomXmlOptions.Default).WriteModel(dataSet);
    }

    /// <summary>One data set as an XML document in UTF-8.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(DicomDataSet dataSet, DicomXmlOptions? options = null)
    {
        var output = new MemoryStream();
        using (var writer = XmlWriter.Create(output, s_settings))
            Write(dataSet, writer, options);
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }
}
