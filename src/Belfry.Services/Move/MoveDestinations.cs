using Belfry.Network;

namespace Belfry.Services;

/// <summary>Which destinations an association knows.</summary>
internal static class MoveDestinations
{
    /// <summary>Those of the snapshot that the association began with; null when it knows of none.</summary>
    public static IMoveDestinations? Of(Association association) => association.State switch
    {
        ServiceRoutes routes => routes.Permissions,
        IMoveDestinations own => own,
        _ => null,
    };
}
