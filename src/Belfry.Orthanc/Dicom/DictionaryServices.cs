using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

internal static unsafe class DictionaryServices
{
    public static OrthancErrorCode LookupDictionary(OrthancLookupDictionary* parameters) => OrthancErrorCode.NotImplemented;
}
