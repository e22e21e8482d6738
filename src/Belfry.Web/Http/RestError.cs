using Belfry.Jobs;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>What can go wrong with a request: the number that clients of the reference server know, the status of HTTP, and a text.</summary>
/// <param name="Code">The number, <c>OrthancStatus</c> in answers.</param>
/// <param name="HttpStatus">The status of HTTP.</param>
/// <param name="Text">For people: the name, or more of what happened.</param>
public sealed record RestError(int Code, int HttpStatus, string Text)
{
    /// <summary>The name that clients know the number by.</summary>
    public string Name => RestErrorNames.Find(Code) ?? Text;

    /// <summary>A fault of this server.</summary>
    public static RestError Internal { get; } = new(-1, 500, "Internal error");

    /// <summary>A value outside what is possible.</summary>
    public static RestError OutOfRange { get; } = new(3, 400, "Parameter out of range");

    /// <summary>A value of another kind than expected, such as no number.</summary>
    public static RestError BadType { get; } = new(5, 400, "Bad type for a parameter");

    /// <summary>Something that has to come first has not.</summary>
    public static RestError BadSequence { get; } = new(6, 500, "Bad sequence of calls");

    /// <summary>A name that nothing has.</summary>
    public static RestError NoSuchItem { get; } = new(7, 404, "Accessing an inexistent item");

    /// <summary>A request without what it needs.</summary>
    public static RestError BadRequest { get; } = new(8, 400, "Bad request");

    /// <summary>An association could not be made, or broke.</summary>
    public static RestError Network { get; } = new(9, 500, "Error in the network protocol");

    /// <summary>The peer answered with a failure.</summary>
    public static RestError RemoteFailure { get; } = new(9, 422, JobErrors.RemoteFailureText);

    /// <summary>The peer does not serve what it is asked for.</summary>
    public static RestError NotSupported { get; } = new(2016, 500, "The remote application does not serve this");

    /// <summary>The file of an instance is gone.</summary>
    public static RestError MissingFile { get; } = new(13, 500, "The file is missing");

    /// <summary>A stored file or the index is damaged, or the disk does not give it.</summary>
    public static RestError Unreadable { get; } = new(20, 500, "The archive cannot be read or written");

    /// <summary>No DICOM, no JSON, or JSON of another shape.</summary>
    public static RestError BadFormat { get; } = new(15, 400, "Bad file format");

    /// <summary>A path or an identifier that nothing is behind.</summary>
    public static RestError UnknownResource { get; } = new(17, 404, "Unknown resource");

    /// <summary>No room.</summary>
    public static RestError StorageFull { get; } = new(19, 507, "The file storage is full");

    /// <summary>A name that no attribute has: a mistake of the client, which the reference server takes for one of its own.</summary>
    public static RestError UnknownTag { get; } = new(27, 400, "Unknown DICOM tag");

    /// <summary>What the reference server has and this one does not (yet).</summary>
    public static RestError NotImplemented { get; } = new(2, 501, "Not implemented yet");

    /// <summary>Longer than allowed.</summary>
    public static RestError TooLarge { get; } = new(8, 413, "The body of the request is too long");

    /// <summary>The body of a request did not come, or too slowly.</summary>
    public static RestError TooSlow { get; } = new(16, 408, "The body of the request came too slowly");

    /// <summary>A range that the value does not have.</summary>
    public static RestError BadRange { get; } = new(41, 416, "Incorrect range request");

    /// <summary>The client knows another revision than the one that is there.</summary>
    public static RestError WrongRevision { get; } = new(43, 409, "Bad revision");

    /// <summary>Not allowed.</summary>
    public static RestError Forbidden { get; } = new(45, 403, "Forbidden");

    /// <summary>The error that a job failed with.</summary>
    public static RestError Of(JobError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var status = error.Code switch
        {
            7 or 17 => 404,
            9 when error.Description == RemoteFailure.Text => 422,
            _ => 500,
        };
        return new RestError(error.Code, status, error.Description);
    }
}
