using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// An instance of a retrieve. Between its being listed and its being sent, another copy may have come in its place, or its file have been kept anew in another
/// form: then that is sent, as far as it is encoded as was said.
/// </summary>
/// <param name="index">Says what is there now.</param>
/// <param name="query">Which instances are meant.</param>
/// <param name="sourceOf">Where the data set of a file is.</param>
/// <param name="file">The file as it was listed.</param>
internal sealed class RetrievedInstanceSource(IArchiveIndex index, RetrieveQuery query, Func<StoredFile, InstanceSource> sourceOf, StoredFile file)
    : InstanceSource(file.SopClassUid, file.SopInstanceUid, file.TransferSyntax)
{
    public override ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        var opening = sourceOf(file).OpenAsync(cancellation);
        return opening.IsCompletedSuccessfully ? opening : OpenOrReplaceAsync(opening, cancellation);
    }

    private async ValueTask<Stream> OpenOrReplaceAsync(ValueTask<Stream> opening, CancellationToken cancellation)
    {
        try
        {
            return await opening;
        }
        catch (IOException)
        {
            if (await FindReplacementAsync(cancellation) is not { } replacement)
                throw;
            return await sourceOf(replacement).OpenAsync(cancellation);
        }
    }

    private async ValueTask<StoredFile?> FindReplacementAsync(CancellationToken cancellation)
    {
        // Listing all costs more, and a file that is only gone has nothing in its place.
        if (await index.FindInstanceAsync(SopInstanceUid, cancellation) is not { } last || last.FileId == file.FileId)
            return null;
        await foreach (var other in index.ListAsync(query, cancellation))
        {
            if (other.SopInstanceUid == SopInstanceUid && other.FileId != file.FileId)
                return other.SopClassUid == SopClassUid && other.TransferSyntax == TransferSyntax ? other : null;
        }

        return null;
    }
}
