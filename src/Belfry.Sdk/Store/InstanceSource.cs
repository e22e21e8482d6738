using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>A composite instance whose data set can be read as bytes: a stored one, a file, or one that a plugin makes. May be opened many times.</summary>
public abstract class InstanceSource
{
    /// <param name="sopClassUid">Its SOP class.</param>
    /// <param name="sopInstanceUid">Its SOP instance.</param>
    /// <param name="transferSyntax">What its data set is encoded in.</param>
    protected InstanceSource(DicomUid sopClassUid, DicomUid sopInstanceUid, TransferSyntax transferSyntax)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        SopClassUid = sopClassUid;
        SopInstanceUid = sopInstanceUid;
        TransferSyntax = transferSyntax;
    }

    /// <summary>SOP Class UID (0008,0016).</summary>
    public DicomUid SopClassUid { get; }

    /// <summary>SOP Instance UID (0008,0018).</summary>
    public DicomUid SopInstanceUid { get; }

    /// <summary>What the data set is encoded in.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>
    /// Opens the data set: the stream begins behind the file meta information and ends with the data set. The caller disposes it.
    /// </summary>
    /// <exception cref="IOException">It cannot be read; the sub-operation fails and the others go on.</exception>
    public abstract ValueTask<Stream> OpenAsync(CancellationToken cancellation);

    /// <summary>A Part 10 file. Its beginning is read at once; where meta information and data set name other instances, the data set counts.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or names no SOP class or instance.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static InstanceSource FromFile(string path) => FileInstanceSource.Open(path);

    /// <summary>A data set in memory; it must not be changed afterwards. One that holds text which its character set has not goes out in UTF-8.</summary>
    /// <param name="dataSet">A data set with SOP class and instance.</param>
    /// <param name="transferSyntax">The encoding to offer first; null for Explicit VR Little Endian.</param>
    public static InstanceSource FromDataSet(DicomDataSet dataSet, TransferSyntax? transferSyntax = null) =>
        new DataSetInstanceSource(dataSet, transferSyntax ?? TransferSyntax.ExplicitVRLittleEndian);
}
