using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>An attribute that every answer has; the value is given where the source has none.</summary>
/// <param name="Tag">The attribute.</param>
/// <param name="VR">Its VR.</param>
/// <param name="Value">The value, in ASCII.</param>
internal sealed record AnswerDefault(DicomTag Tag, VR VR, string Value);
