using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An instance that has come and is not stored yet. Immutable; may be kept.</summary>
/// <param name="Header">The data set up to Pixel Data or what stands for it, without it. Must not be changed.</param>
/// <param name="TransferSyntax">What it is encoded in.</param>
/// <param name="Length">Length of the whole data set, in bytes.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record IncomingInstance(DicomDataSet Header, TransferSyntax TransferSyntax, long Length, InstanceOrigin Origin);
