namespace Belfry.Dicom;

/// <summary>How <see cref="TagJson"/> spells a data set.</summary>
public enum TagJsonFormat
{
    /// <summary><c>"gggg,eeee"</c> : an object with <c>Name</c>, <c>PrivateCreator</c> where there is one, <c>Type</c> and <c>Value</c>.</summary>
    Full = 1,

    /// <summary><c>"gggg,eeee"</c> : the value.</summary>
    Short = 2,

    /// <summary>Keyword : the value. Of several elements with one name, the first.</summary>
    Human = 3,
}
