using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

internal static unsafe class JsonServices
{
    public static OrthancErrorCode DicomBufferToJson(OrthancDicomToJson* parameters) => OrthancErrorCode.NotImplemented;

    public static OrthancErrorCode CreateDicom(OrthancCreateDicom* parameters) => OrthancErrorCode.NotImplemented;
}
