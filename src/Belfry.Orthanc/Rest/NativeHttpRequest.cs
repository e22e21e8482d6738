using Belfry.Orthanc.Abi;
using Belfry.Sdk;

namespace Belfry.Orthanc.Rest;

/// <summary>An OrthancPluginHttpRequest and all that it points to, for the time of a callback.</summary>
internal sealed unsafe class NativeHttpRequest : IDisposable
{
    private readonly NativeTexts _texts = new();

    /// <param name="request">The request.</param>
    /// <param name="body">Its body, pinned for as long; null for none.</param>
    /// <param name="bodySize">The length of the body.</param>
    public NativeHttpRequest(RestRequest request, byte* body, uint bodySize)
    {
        Uri = _texts.Text(request.Path);
        Value = new OrthancHttpRequest
        {
            Method = MethodOf(request.Verb),
            GroupsCount = (uint)request.Groups.Count,
            Groups = _texts.Texts(request.Groups),
            GetCount = (uint)request.Query.Count,
            GetKeys = _texts.Names(request.Query),
            GetValues = _texts.Values(request.Query),
            Body = body,
            BodySize = bodySize,
            HeadersCount = (uint)request.Headers.Count,
            HeadersKeys = _texts.Names(request.Headers),
            HeadersValues = _texts.Values(request.Headers),
        };
    }

    /// <summary>The path.</summary>
    public byte* Uri { get; }

    /// <summary>The structure, to be copied where it stays.</summary>
    public OrthancHttpRequest Value { get; }

    /// <summary>A verb as plugins know it.</summary>
    public static OrthancHttpMethod MethodOf(RestVerb verb) => verb switch
    {
        RestVerb.Post => OrthancHttpMethod.Post,
        RestVerb.Put => OrthancHttpMethod.Put,
        RestVerb.Delete => OrthancHttpMethod.Delete,
        _ => OrthancHttpMethod.Get,
    };

    /// <summary>A verb of a plugin.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static RestVerb VerbOf(OrthancHttpMethod method) => method switch
    {
        OrthancHttpMethod.Get => RestVerb.Get,
        OrthancHttpMethod.Post => RestVerb.Post,
        OrthancHttpMethod.Put => RestVerb.Put,
        OrthancHttpMethod.Delete => RestVerb.Delete,
        _ => throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "The verb is none."),
    };

    public void Dispose() => _texts.Dispose();
}
