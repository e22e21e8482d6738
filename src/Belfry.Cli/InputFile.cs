using Belfry.Dicom;

namespace Belfry.Cli;

/// <summary>
/// A file that a command reads: DICOM or DICOM JSON, whichever it is. A file on disk stays there and is read as needed; what can be read
/// only once, a pipe or standard input, is read whole.
/// </summary>
internal sealed class InputFile
{
    private readonly string _path;
    private readonly byte[]? _bytes;

    private InputFile(string path, byte[]? bytes) => (_path, _bytes) = (path, bytes);

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path; <c>-</c> is standard input.</param>
    /// <param name="standardInput">Gives standard input.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<InputFile> OpenAsync(string path, Func<Stream> standardInput, CancellationToken cancellation)
    {
        var stream = path == "-"
            ? standardInput()
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);
        await using (stream.ConfigureAwait(false))
        {
            if (path != "-" && stream.CanSeek)
                return new InputFile(path, null);
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, cancellation).ConfigureAwait(false);
            return new InputFile(path, whole.ToArray());
        }
    }

    /// <summary>True when the first byte that is no white space begins JSON.</summary>
    public bool IsJson()
    {
        using Stream stream = _bytes is null ? File.OpenRead(_path) : new MemoryStream(_bytes, writable: false);
        for (var read = stream.ReadByte(); read >= 0; read = stream.ReadByte())
        {
            if (read is 0xEF or 0xBB or 0xBF || char.IsWhiteSpace((char)read))
                continue;
            return read is '{' or '[';
        }

        return false;
    }

    /// <summary>Reads a DICOM file.</summary>
    /// <exception cref="DicomFormatException">It is none.</exception>
    public DicomFile ReadDicom(DicomReadOptions? options = null) =>
        _bytes is null ? DicomFile.Open(_path, options) : DicomFile.Parse(_bytes, options);

    /// <summary>Reads it whole.</summary>
    public byte[] ReadBytes() => _bytes ?? File.ReadAllBytes(_path);

    /// <summary>
    /// Reads one object of DICOM JSON. Group 0002, which other tools write into it, becomes the file's meta information, since a data set has none of it (PS3.10 §7.1).
    /// </summary>
    /// <exception cref="DicomFormatException">It is none.</exception>
    public DicomFile ReadJson()
    {
        var file = new DicomFile(DicomJson.Parse(ReadBytes()).WithFittingCharacterSet(), TransferSyntax.ExplicitVRLittleEndian);
        foreach (var element in file.DataSet)
        {
            if (element.Tag.Group == 2)
                file.FileMeta.Set(element);
        }

        foreach (var element in file.FileMeta)
            file.DataSet.Remove(element.Tag);
        return file;
    }

    /// <summary>Reads a data set, whichever of the two it is.</summary>
    /// <exception cref="DicomFormatException">It is neither.</exception>
    public DicomDataSet ReadDataSet() => (IsJson() ? ReadJson() : ReadDicom()).DataSet;
}
