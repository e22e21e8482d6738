using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Services.Tests.Modalities;

/// <summary>Modalities as plugins see them.</summary>
internal static class PluginModalities
{
    public static IModalities Of(InMemoryModalities modalities, StoreScuOptions? options = null) => new ModalityDirectory(
        () => ServiceHost.OpenToAll with { Modalities = modalities.All },
        modalities,
        options ?? StoreScuOptions.Default,
        TimeProvider.System,
        NullLogger.Instance);

    public static FindQuery Studies(params (DicomTag Tag, string Value)[] keys) => Query(QueryRetrieveLevel.Study, keys);

    public static FindQuery Query(QueryRetrieveLevel level, params (DicomTag Tag, string Value)[] keys)
    {
        var identifier = new DicomDataSet();
        foreach (var (tag, value) in keys)
            identifier.Set(tag, value);
        return new FindQuery(identifier, QueryRetrieveModel.StudyRoot, level);
    }

    public static RetrieveQuery Study() =>
        new(new DicomDataSet { { Tags.StudyInstanceUID, "1.2.3" } }, QueryRetrieveModel.StudyRoot, QueryRetrieveLevel.Study);
}
