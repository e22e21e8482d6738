using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Dicom;

namespace Belfry.Fuzz;

/// <summary>The JSON from which native plugins have data sets made.</summary>
internal static class PluginJsonTarget
{
    public static void Run(byte[] bytes)
    {
        foreach (var decodeDataUris in (bool[])[false, true])
        {
            DicomDataSet dataSet;
            try
            {
                dataSet = PluginJsonReader.Read(bytes, decodeDataUris);
            }
            catch (Exception fault) when (fault is JsonException or ServiceException)
            {
                continue;
            }

            DataSetTarget.Touch(dataSet);
        }
    }
}
