using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// What differs between the information models that are asked by C-FIND: which attributes there are, who answers, and how the handler's
/// request looks. One object serves all operations.
/// </summary>
internal abstract class FindModel
{
    /// <summary>The model's name in the log.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the model has an attribute, given the sequence it is in.</summary>
    public abstract bool HasAttribute(DicomTag sequence, DicomTag tag);

    /// <summary>Makes the handler's request of a query.</summary>
    public abstract FindRun Start(CompiledQuery query, DicomConnection connection, MatchingPolicy policy);
}
