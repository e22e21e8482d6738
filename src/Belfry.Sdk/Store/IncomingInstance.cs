using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An instance that has come and is not stored yet. Immutable; may be kept, without its source.</summary>
/// <param name="Header">The data set up to Pixel Data or what stands for it, without it. Must not be changed.</param>
/// <param name="TransferSyntax">What it is encoded in.</param>
/// <param name="Length">Length of the whole data set, in bytes.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record IncomingInstance(DicomDataSet Header, TransferSyntax TransferSyntax, long Length, InstanceOrigin Origin)
{
    /// <summary>
    /// All of its data set, to be read while the filter decides; null where there is no more than the header. What is not accepted is gone afterwards.
    /// </summary>
    public InstanceSource? Source { get; init; }
}
