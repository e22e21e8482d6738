namespace Belfry.Archive;

/// <summary>A file that was passed over while the index was built anew.</summary>
/// <param name="FileId">Its name in the storage area.</param>
/// <param name="Reason">Why, in words without patient data.</param>
public sealed record RebuildFailure(Guid FileId, string Reason)
{
    /// <summary>Where the file lies within the folder of the archive.</summary>
    public string File => $"{FolderLayout.FolderOf(FileId)}/{FolderLayout.NameOf(FileId)}";
}
