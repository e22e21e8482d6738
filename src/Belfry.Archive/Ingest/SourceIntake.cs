using System.IO.Pipelines;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Stores what is no request of a peer: an instance that a plugin gives, or that was fetched.</summary>
internal static class SourceIntake
{
    /// <summary>Opens the instance, has it taken as a request, and closes it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static async ValueTask<T> TakeAsync<T>(
        InstanceSource instance, InstanceOrigin origin, Func<StoreRequest, ValueTask<T>> take, CancellationToken cancellation)
    {
        var body = PipeReader.Create(await instance.OpenAsync(cancellation));
        try
        {
            return await take(new StoreRequest(instance.SopClassUid, instance.SopInstanceUid, instance.TransferSyntax, body, origin));
        }
        finally
        {
            await body.CompleteAsync();
        }
    }
}
