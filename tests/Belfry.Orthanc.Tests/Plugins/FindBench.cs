using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>Asks the find handler of a bench as the server does.</summary>
internal static class FindBench
{
    /// <summary>A request with these keys.</summary>
    public static FindRequest Request(DicomDataSet identifier)
    {
        var isKnown = QueryRetrieveLevels.TryParse(identifier.GetString(Tags.QueryRetrieveLevel), out var level);
        var policy = MatchingPolicy.Baseline with { DefaultCharacterSet = SpecificCharacterSet.Latin1 };
        return new FindRequest(
            new FindQuery(identifier, QueryRetrieveModel.StudyRoot, isKnown ? level : null, policy), PluginBench.Connection);
    }

    /// <summary>A request for studies.</summary>
    public static FindRequest Request()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "STUDY");
        identifier.SetEmpty(Tags.PatientName);
        return Request(identifier);
    }

    /// <summary>All answers.</summary>
    public static async Task<IReadOnlyList<DicomDataSet>> FindAsync(
        this PluginBench bench, FindRequest request, CancellationToken? cancellation = null)
    {
        var answers = new List<DicomDataSet>();
        await foreach (var answer in bench.FindHandler.FindAsync(request, cancellation ?? TestContext.Current.CancellationToken))
            answers.Add(answer);
        return answers;
    }
}
