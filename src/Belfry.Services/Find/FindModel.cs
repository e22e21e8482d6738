using Belfry.Dicom;
using Belfry.Network;
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

    /// <summary>Who answers.</summary>
    public abstract object Handler { get; }

    /// <summary>True when answers go out with all that they hold, not only with the requested keys.</summary>
    public virtual bool SendsWholeAnswers => false;

    /// <summary>
    /// True when a short query that did not come before is compiled on the thread that receives, to ask for answers at hand; false when only
    /// queries that come again are asked there.
    /// </summary>
    public virtual bool CompilesAtOnce => false;

    /// <summary>Whether the model has an attribute, given the sequence it is in.</summary>
    public abstract bool HasAttribute(DicomTag sequence, DicomTag tag);

    /// <summary>What was agreed with the peer.</summary>
    public abstract FindTerms TermsOf(Association association);

    /// <summary>Compiles an identifier.</summary>
    /// <exception cref="DicomFormatException">The identifier is no data set.</exception>
    /// <exception cref="DimseStatusException">The query cannot be understood, or does not fit the model.</exception>
    public abstract CompiledQuery Compile(ReadOnlyMemory<byte> identifier, TransferSyntax transferSyntax, FindTerms terms);

    /// <summary>Makes the handler's request of a query that this model compiled.</summary>
    public abstract FindRun Start(CompiledQuery query, DicomConnection connection);
}
