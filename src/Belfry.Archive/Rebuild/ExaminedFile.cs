using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What a file of the storage area says of itself.</summary>
/// <param name="File">Where its parts are. Length and digest may be those of its row.</param>
/// <param name="Header">The data set up to Pixel Data.</param>
/// <param name="Origin">Where the instance came from, as far as the file says.</param>
internal sealed record ExaminedFile(StoredFile File, DicomDataSet Header, InstanceOrigin Origin);
