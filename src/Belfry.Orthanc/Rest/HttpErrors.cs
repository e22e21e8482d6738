using Belfry.Orthanc.Abi;
using Belfry.Sdk;

namespace Belfry.Orthanc.Rest;

/// <summary>Error codes of plugins as errors of HTTP, and back.</summary>
internal static class HttpErrors
{
    /// <summary>The error that a client gets for a plugin's code.</summary>
    public static RestFailureException FailureOf(int code, string? details = null, Exception? cause = null) =>
        new(StatusOf(code), code, ErrorCodes.Message(code), details, cause);

    /// <summary>The code that a plugin gets for an answer of the REST interface; success for 200 to 299.</summary>
    public static OrthancErrorCode CodeOf(int status) => status switch
    {
        >= 200 and <= 299 => OrthancErrorCode.Success,
        401 or 403 => OrthancErrorCode.Unauthorized,
        404 => OrthancErrorCode.UnknownResource,
        415 => OrthancErrorCode.UnsupportedMediaType,
        _ => OrthancErrorCode.BadRequest,
    };

    private static int StatusOf(int code) => ErrorCodes.HttpStatusOf(code) ?? ((OrthancErrorCode)code switch
    {
        OrthancErrorCode.ParameterOutOfRange or OrthancErrorCode.BadParameterType or OrthancErrorCode.BadRequest => 400,
        OrthancErrorCode.UriSyntax or OrthancErrorCode.BadFileFormat or OrthancErrorCode.BadJson => 400,
        OrthancErrorCode.Unauthorized => 401,
        OrthancErrorCode.ForbiddenAccess => 403,
        OrthancErrorCode.InexistentItem or OrthancErrorCode.InexistentFile or OrthancErrorCode.UnknownResource or OrthancErrorCode.InexistentTag => 404,
        OrthancErrorCode.NotAcceptable => 406,
        OrthancErrorCode.Revision or OrthancErrorCode.DuplicateResource => 409,
        OrthancErrorCode.UnsupportedMediaType => 415,
        OrthancErrorCode.BadRange => 416,
        OrthancErrorCode.NotImplemented => 501,
        OrthancErrorCode.DatabaseUnavailable => 503,
        OrthancErrorCode.FullStorage => 507,
        _ => 500,
    });
}
