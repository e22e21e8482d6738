namespace Belfry.Dicom;

/// <summary>Attributes with more than one VR in the dictionary, in implicit VR (PS3.5 §A.1, PS3.6 note 1).</summary>
internal static class AmbiguousVR
{
    /// <summary>True when Pixel Representation (0028,0103) decides between US and SS.</summary>
    public static bool IsSignedOrUnsigned(DicomTag tag)
    {
        DicomDictionary.GetVR(tag, out var choice);
        return choice is VRChoice.USOrSS or VRChoice.USOrSSOrOW;
    }

    /// <summary>The VR that an implicit VR source means.</summary>
    /// <param name="tag">A standard tag.</param>
    /// <param name="isSigned">Pixel Representation in force is 1.</param>
    public static VR Resolve(DicomTag tag, bool isSigned)
    {
        var vr = DicomDictionary.GetVR(tag, out var choice);
        return choice switch
        {
            VRChoice.None => vr,
            VRChoice.USOrSS => isSigned ? VR.SS : VR.US,
            // Words, whatever they number (PS3.5 §A.1 c).
            _ => VR.OW,
        };
    }
}
