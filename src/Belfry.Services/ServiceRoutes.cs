using System.Net;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// Which service performs what, by called AE title and abstract syntax, and who may ask for it. Immutable: a change of configuration makes
/// a new one, and running associations keep theirs (<see cref="AssociationDecision.State"/>).
/// </summary>
public sealed class ServiceRoutes
{
    private readonly Dictionary<DicomUid, ServiceRoute[]> _routes;

    /// <param name="permissions">Who may ask.</param>
    /// <param name="routes">The services. Two for one SOP class must differ in their called AE title.</param>
    /// <exception cref="ArgumentException">Two routes are the same.</exception>
    public ServiceRoutes(DicomPermissions permissions, IReadOnlyList<ServiceRoute> routes)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        ArgumentNullException.ThrowIfNull(routes);
        Permissions = permissions;
        _routes = [];
        foreach (var route in routes)
        {
            var before = _routes.GetValueOrDefault(route.SopClass, []);
            if (before.Any(other => other.Command == route.Command && other.CalledAETitle == route.CalledAETitle))
                throw new ArgumentException($"Two services for {route.SopClass}.", nameof(routes));

            // Those of one AE title are found before those of all.
            _routes[route.SopClass] = route.CalledAETitle is null ? [.. before, route] : [route, .. before];
        }
    }

    private ServiceRoutes(DicomPermissions permissions, Dictionary<DicomUid, ServiceRoute[]> routes)
    {
        Permissions = permissions;
        _routes = routes;
    }

    /// <summary>Who may ask for what.</summary>
    public DicomPermissions Permissions { get; }

    /// <summary>The same services for other callers.</summary>
    public ServiceRoutes With(DicomPermissions permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        return new ServiceRoutes(permissions, _routes);
    }

    /// <summary>The transfer syntaxes of a SOP class, best first; empty when nobody serves it for the called AE title.</summary>
    public IReadOnlyList<DicomUid> TransferSyntaxesOf(DicomUid sopClass, AETitle called) =>
        RoutesOf(sopClass, called).FirstOrDefault()?.TransferSyntaxes ?? [];

    /// <summary>The service for a request; null when the SOP class is not served.</summary>
    public IDimseService? Find(DicomUid abstractSyntax, CommandField command, AETitle calling, AETitle called, IPAddress? address)
    {
        var isServed = false;
        foreach (var route in RoutesOf(abstractSyntax, called))
        {
            isServed = true;
            if (route.Command == command)
                return Permissions.Allows(calling, address, route.Kind) ? route.Service : RefusingService.NotAuthorized;
        }

        return isServed ? RefusingService.UnrecognizedOperation : null;
    }

    private IEnumerable<ServiceRoute> RoutesOf(DicomUid sopClass, AETitle called) =>
        _routes.GetValueOrDefault(sopClass, []).Where(route => route.CalledAETitle is not { } own || own == called);
}
