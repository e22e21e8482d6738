using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>
/// Which role a request needs: the first permission of the configuration that covers it, then the first of those that every server has, and in the end
/// <see cref="HttpRoles.Read"/> for GET and HEAD and <see cref="HttpRoles.Write"/> for all else. Immutable.
/// </summary>
/// <param name="configured">Those of the configuration, in its order.</param>
public sealed class PathPermissions(IReadOnlyList<PathPermission> configured)
{
    // The server at work, without patient data.
    private static readonly string[] _observed =
    [
        "/", "/system", "/metrics", "/console", "/console/*", "/console/api/about", "/console/api/health", "/console/api/modalities", "/console/api/plugins",
        "/console/api/traffic", "/console/api/traffic/events", "/console/api/associations/*", "/console/api/operations/*",
    ];

    // Questions that are asked by POST, and what changes how the server works.
    private static readonly PathPermission[] _standard =
    [
        .. _observed.Select(static path => new PathPermission(path, ["GET", "HEAD"], HttpRoles.Observe)),
        new("/console/api/worklist/explain", ["POST"], HttpRoles.Read),
        new("/tools/find", ["POST"], HttpRoles.Read),
        new("/tools/lookup", ["POST"], HttpRoles.Read),
        new("/tools/count-resources", ["POST"], HttpRoles.Read),
        new("/tools/bulk-content", ["POST"], HttpRoles.Read),
        new("/modalities/*/echo", ["POST"], HttpRoles.Read),
        new("/modalities/*/find", ["POST"], HttpRoles.Read),
        new("/modalities/*/find-patient", ["POST"], HttpRoles.Read),
        new("/modalities/*/find-study", ["POST"], HttpRoles.Read),
        new("/modalities/*/find-series", ["POST"], HttpRoles.Read),
        new("/modalities/*/find-instance", ["POST"], HttpRoles.Read),
        new("/modalities/*/find-worklist", ["POST"], HttpRoles.Read),
        new("/modalities/*/query", ["POST"], HttpRoles.Read),
        new("/queries/*/answers/*/query-studies", ["POST"], HttpRoles.Read),
        new("/queries/*/answers/*/query-series", ["POST"], HttpRoles.Read),
        new("/queries/*/answers/*/query-instances", ["POST"], HttpRoles.Read),
        new("/queries/*", ["DELETE"], HttpRoles.Read),
        new("/modalities/*", ["PUT", "DELETE"], HttpRoles.Administer),
        new("/peers/*", ["PUT", "DELETE"], HttpRoles.Administer),
        new("/changes", ["DELETE"], HttpRoles.Administer),
        new("/exports", ["DELETE"], HttpRoles.Administer),
        new("/instances/*/export", ["POST"], HttpRoles.Administer),
        new("/tools/dicom-echo", ["POST"], HttpRoles.Administer),
        new("/tools/**", ["POST", "PUT", "DELETE"], HttpRoles.Administer),
    ];

    /// <summary>Those that every server has.</summary>
    public static PathPermissions Standard { get; } = new([]);

    /// <summary>The role that a request needs; null when nobody may send it.</summary>
    /// <param name="method">Its verb, after <see cref="RequestPaths"/>.</param>
    /// <param name="path">Its path, likewise.</param>
    public string? RoleFor(string method, PathString path)
    {
        var segments = PathPermission.SegmentsOf(path);
        foreach (var permission in configured)
        {
            if (permission.Covers(method, segments))
                return permission.Role;
        }

        return Array.Find(_standard, permission => permission.Covers(method, segments))?.Role
            ?? (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? HttpRoles.Read : HttpRoles.Write);
    }
}
