using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>Answers C-ECHO with success, and everything else by what a test has put here.</summary>
public sealed class TestRoutes : IDimseRoutes, IDimseService
{
    /// <summary>Performs what is no C-ECHO; null when there is no such service.</summary>
    public Func<DimseOperation, ValueTask>? Handle { get; set; }

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) =>
        request is CEchoRequest || Handle is not null ? this : null;

    // A test puts its handler here before the first request.
    public ValueTask HandleAsync(DimseOperation operation) =>
        operation.Request is CEchoRequest ? operation.RespondAsync(CEchoResponse.Success) : Handle!(operation);
}
