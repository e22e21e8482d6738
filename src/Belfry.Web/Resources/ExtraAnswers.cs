using Belfry.Archive;

namespace Belfry.Web;

/// <summary>What is answered when something beside a resource could not be changed.</summary>
internal static class ExtraAnswers
{
    /// <exception cref="RestException">It was not done.</exception>
    public static void ThrowUnlessDone(ExtraOutcome outcome)
    {
        if (outcome == ExtraOutcome.Conflict)
            throw new RestException(RestError.WrongRevision);
        if (outcome == ExtraOutcome.Missing)
            throw new RestException(RestError.UnknownResource);
    }
}
