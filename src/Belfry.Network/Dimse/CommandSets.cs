using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Command sets (PS3.7 §6.3.1, Annex E) as data sets of group 0000, for people to read. Pure.</summary>
public static class CommandSets
{
    /// <summary>The command set of a request, as this library writes it.</summary>
    /// <param name="request">The request.</param>
    public static DicomDataSet Of(DimseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var output = new OutputBuffer();
        CommandWriter.Write(output, request, request.MessageId, request.HasDataSet);
        return Read(output);
    }

    /// <summary>The command set of a response.</summary>
    /// <param name="request">What it answers.</param>
    /// <param name="response">The response.</param>
    /// <param name="hasDataSet">True when a data set follows.</param>
    public static DicomDataSet Of(DimseRequest request, DimseResponse response, bool hasDataSet)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        var output = new OutputBuffer();
        CommandWriter.Write(output, request, response, hasDataSet);
        return Read(output);
    }

    private static DicomDataSet Read(OutputBuffer output)
    {
        var bytes = output.WrittenSpan.ToArray();
        output.Reset();
        return DicomDataSet.Parse(bytes, TransferSyntax.ImplicitVRLittleEndian);
    }
}
