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
    private readonly ServiceFamily[] _families;

    /// <param name="permissions">Who may ask.</param>
    /// <param name="routes">The services. Two for one SOP class must differ in their command or called AE title.</param>
    /// <param name="families">Services for SOP classes that have no route, those of one AE title first.</param>
    /// <exception cref="ArgumentException">Two routes are the same.</exception>
    public ServiceRoutes(DicomPermissions permissions, IReadOnlyList<ServiceRoute> routes, IReadOnlyList<ServiceFamily>? families = null)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        ArgumentNullException.ThrowIfNull(routes);
        Permissions = permissions;
        _families = [.. (families ?? []).OrderBy(family => family.CalledAETitle is null)];
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

    private ServiceRoutes(DicomPermissions permissions, ServiceRoutes same)
    {
        Permissions = permissions;
        _routes = same._routes;
        _families = same._families;
    }

    /// <summary>Who may ask for what.</summary>
    public DicomPermissions Permissions { get; }

    /// <summary>The SOP classes that have a route of their own: what is served, but for storage.</summary>
    public IReadOnlyCollection<DicomUid> SopClasses => _routes.Keys;

    /// <summary>The same services for other callers.</summary>
    public ServiceRoutes With(DicomPermissions permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        return new ServiceRoutes(permissions, this);
    }

    /// <summary>Chooses the transfer syntax of a context.</summary>
    /// <param name="sopClass">Its abstract syntax.</param>
    /// <param name="called">The AE title that is called.</param>
    /// <param name="proposed">What the requestor proposes, in its order.</param>
    /// <param name="chosen">The one to take; empty when none of them is.</param>
    /// <returns>False when nobody serves the SOP class.</returns>
    public bool TryChoose(DicomUid sopClass, AETitle called, IReadOnlyList<DicomUid> proposed, out DicomUid chosen)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        if (RoutesOf(sopClass, called).FirstOrDefault() is { } route)
        {
            chosen = route.TransferSyntaxes.FirstOrDefault(proposed.Contains);
            return true;
        }

        var family = FamilyOf(sopClass, called);
        chosen = family is null ? default : proposed.FirstOrDefault(family.AcceptsTransferSyntax);
        return family is not null;
    }

    /// <summary>The granted bytes of a SOP Class Extended Negotiation; null when there is nothing to answer.</summary>
    public ReadOnlyMemory<byte>? AnswerExtendedNegotiation(DicomUid sopClass, AETitle called, ReadOnlyMemory<byte> proposed) =>
        RoutesOf(sopClass, called).FirstOrDefault(static route => route.AnswerExtendedNegotiation is not null)?.AnswerExtendedNegotiation?.Invoke(proposed);

    /// <summary>True when some request of the command is served for a SOP class and called AE title.</summary>
    internal bool Serves(DicomUid sopClass, CommandField command, AETitle called)
    {
        var isServed = false;
        foreach (var route in RoutesOf(sopClass, called))
        {
            isServed = true;
            if (route.Command == command)
                return true;
        }

        return !isServed && FamilyOf(sopClass, called) is { } family && family.Command == command;
    }

    /// <summary>True when a SOP class has a route of its own.</summary>
    internal bool HasRoute(DicomUid sopClass, AETitle called) => RoutesOf(sopClass, called).Any();

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

        if (!isServed && FamilyOf(abstractSyntax, called) is { } family)
        {
            isServed = true;
            if (family.Command == command)
                return Permissions.Allows(calling, address, family.Kind) ? family.Service : RefusingService.NotAuthorized;
        }

        return isServed ? RefusingService.UnrecognizedOperation : null;
    }

    private ServiceFamily? FamilyOf(DicomUid sopClass, AETitle called)
    {
        foreach (var family in _families)
        {
            if ((family.CalledAETitle is not { } own || own == called) && family.Contains(sopClass))
                return family;
        }

        return null;
    }

    private IEnumerable<ServiceRoute> RoutesOf(DicomUid sopClass, AETitle called) =>
        _routes.GetValueOrDefault(sopClass, []).Where(route => route.CalledAETitle is not { } own || own == called);
}
