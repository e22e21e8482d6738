using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>Reads what a C-MOVE or C-GET asks for: its identifier, the model of its SOP class, and its level (PS3.4 §C.4.2.1.4).</summary>
internal static class RetrieveIdentifier
{
    /// <summary>Reads and checks the identifier of an operation.</summary>
    /// <param name="operation">An operation whose data set was not taken.</param>
    /// <param name="maxLength">Longest one taken, in bytes.</param>
    /// <param name="takesAnyLevel">The handler reads the level by itself.</param>
    /// <exception cref="DimseStatusException">A900H: the level is missing or not of the model.</exception>
    public static async ValueTask<RetrieveQuery> ReadAsync(DimseOperation operation, int maxLength, bool takesAnyLevel)
    {
        var identifier = await operation.ReadDataSetAsync(maxLength).ConfigureAwait(false);
        var model = ModelOf(operation.PresentationContext.AbstractSyntax);
        return new RetrieveQuery(identifier, model, LevelOf(identifier, model, takesAnyLevel));
    }

    /// <exception cref="DimseStatusException">A900H.</exception>
    public static QueryRetrieveLevel? LevelOf(DicomDataSet identifier, QueryRetrieveModel model, bool takesAnyLevel)
    {
        if (QueryRetrieveLevels.TryParse(identifier.GetString(Tags.QueryRetrieveLevel), out var level) && (takesAnyLevel || model.Has(level)))
            return level;
        return takesAnyLevel
            ? null
            : throw new DimseStatusException(
                RetrieveStatus.IdentifierDoesNotMatchSopClass, "Query/Retrieve Level is missing or not of the model", [Tags.QueryRetrieveLevel]);
    }

    private static QueryRetrieveModel ModelOf(DicomUid sopClass)
    {
        foreach (var model in (ReadOnlySpan<QueryRetrieveModel>)[QueryRetrieveModel.StudyRoot, QueryRetrieveModel.PatientStudyOnly])
        {
            if (sopClass == QueryRetrieveSopClasses.Move(model) || sopClass == QueryRetrieveSopClasses.Get(model))
                return model;
        }

        return QueryRetrieveModel.PatientRoot;
    }
}
