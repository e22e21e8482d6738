using System.IO.Compression;

namespace Belfry.Dicom;

/// <summary>Feeds a parser from memory, from a stream, or from a file whose large values stay in it.</summary>
internal static partial class DataSetReader
{
    public static DicomDataSet Read(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, ReadReport report, bool dropsFileMeta = false)
    {
        if (transferSyntax.IsDeflated)
            return Inflate(bytes, report, dropsFileMeta);
        var encoding = Declared(bytes.Span, isFinal: true, transferSyntax, report);
        var limits = report.Options.StopAt is null && !dropsFileMeta
            ? ParseLimits.Memory
            : new ParseLimits(StopAt: report.Options.StopAt, DropsFileMeta: dropsFileMeta);
        return Read(bytes, encoding, report, limits, out _);
    }

    /// <summary>Reads from memory.</summary>
    public static DicomDataSet Read(ReadOnlyMemory<byte> bytes, DataEncoding encoding, ReadReport report, ParseLimits limits, out int end)
    {
        var parser = DataSetParser.Rent();
        try
        {
            end = 0;
            var dataSet = parser.Begin(new DataSetSource(bytes), encoding, report, limits);
            parser.Run(bytes.Span, 0, isFinal: true, ref end);
            return dataSet;
        }
        finally
        {
            DataSetParser.Return(parser);
        }
    }

    /// <summary>The encoding of the transfer syntax, or the one that the first bytes show instead.</summary>
    public static DataEncoding Declared(ReadOnlySpan<byte> window, bool isFinal, TransferSyntax transferSyntax, ReadReport report)
    {
        var declared = DataEncoding.Of(transferSyntax);
        var found = EncodingDetector.Choose(window, isFinal, declared);
        if (found != declared)
            report.Warn($"The data set is not in {transferSyntax.Name} but {Name(found)}");
        return found;
    }

    public static string Name(DataEncoding encoding) => encoding switch
    {
        DataEncoding.ImplicitLittle => TransferSyntax.ImplicitVRLittleEndian.Name,
        DataEncoding.ExplicitLittle => TransferSyntax.ExplicitVRLittleEndian.Name,
        _ => TransferSyntax.ExplicitVRBigEndian.Name,
    };

    private static DicomDataSet Inflate(ReadOnlyMemory<byte> bytes, ReadReport report, bool dropsFileMeta)
    {
        using var inflater = new DeflateStream(DicomElement.StreamOver(bytes), CompressionMode.Decompress);
        using var window = new StreamWindow(report.Options.MaxInflatedBytes);
        return Read(inflater, window, TransferSyntax.DeflatedExplicitVRLittleEndian, null, report, dropsFileMeta);
    }
}
