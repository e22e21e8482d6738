namespace Belfry.Network;

/// <summary>The acceptor refused the association: an answer, not a fault.</summary>
public sealed class AssociationRejectedException : AssociationException
{
    /// <param name="rejection">Result, source and reason of the A-ASSOCIATE-RJ.</param>
    public AssociationRejectedException(AssociationRejection rejection)
        : base(AssociationEndReason.Rejected, $"The association was refused: {rejection.Description}.") => Rejection = rejection;

    /// <summary>Result, source and reason of the A-ASSOCIATE-RJ.</summary>
    public AssociationRejection Rejection { get; }
}
