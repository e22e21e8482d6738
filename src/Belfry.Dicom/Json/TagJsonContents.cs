namespace Belfry.Dicom;

/// <summary>What <see cref="TagJson"/> takes of a data set, and how it shows binary values. The numbers are those of the plugin interface.</summary>
[Flags]
public enum TagJsonContents
{
    /// <summary>Text and numbers of elements that the dictionary knows.</summary>
    None = 0,

    /// <summary>Values of OB, OW and UN too.</summary>
    Binary = 1,

    /// <summary>Private elements too.</summary>
    PrivateTags = 2,

    /// <summary>Elements without a name too.</summary>
    UnknownTags = 4,

    /// <summary>Pixel Data too.</summary>
    PixelData = 8,

    /// <summary>Binary values as their printable ASCII characters, not as a data URI.</summary>
    BinaryAsAscii = 16,

    /// <summary>Binary values as null.</summary>
    BinaryAsNull = 32,

    /// <summary>Nothing behind Pixel Data.</summary>
    StopAfterPixelData = 64,

    /// <summary>No group lengths.</summary>
    SkipGroupLengths = 128,

    /// <summary>What REST shows: all, with binary values as null, up to Pixel Data.</summary>
    All = Binary | PrivateTags | UnknownTags | PixelData | BinaryAsNull | StopAfterPixelData,
}
