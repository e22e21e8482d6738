using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>A DICOM file in another uncompressed transfer syntax, in a temporary file: a long one is never whole in memory. Gone when it is disposed of.</summary>
internal sealed class ConvertedFile : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private ConvertedFile(FileStream content) => Content = content;

    /// <summary>The file, at its beginning.</summary>
    public FileStream Content { get; }

    /// <summary>Converts a file.</summary>
    /// <param name="source">The file; not disposed of.</param>
    /// <param name="target">Without encapsulated Pixel Data, as the source is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DicomFormatException">The source is damaged.</exception>
    /// <exception cref="IOException">It cannot be read, or there is no room for the other.</exception>
    public static async Task<ConvertedFile> CreateAsync(Stream source, TransferSyntax target, CancellationToken cancellation)
    {
        await using var copy = Create();
        await source.CopyToAsync(copy, cancellation);
        await copy.FlushAsync(cancellation);
        var converted = Create();
        try
        {
            await new DicomFile(DicomFile.Open(copy.Name).DataSet, target).SaveAsync(converted, cancellation: cancellation);
            await converted.FlushAsync(cancellation);
            converted.Position = 0;
            return new ConvertedFile(converted);
        }
        catch
        {
            await converted.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Content.DisposeAsync();

    private static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"belfry-{Guid.CreateVersion7():N}.converted"), options);
    }
}
