using Belfry.Dicom;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// What an OrthancPluginFindAnswers or OrthancPluginWorklistAnswers stands for: the interface has one object behind both names. One
/// thread at a time.
/// </summary>
internal interface IAnswerSink
{
    /// <summary>Takes an answer as it is.</summary>
    void Add(DicomDataSet answer);

    /// <summary>Says that there is more than was added.</summary>
    void MarkIncomplete();
}
