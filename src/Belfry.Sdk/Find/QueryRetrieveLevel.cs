namespace Belfry.Sdk;

/// <summary>Query/Retrieve Level (0008,0052), from the root of the model down (PS3.4 §C.6).</summary>
public enum QueryRetrieveLevel
{
    /// <summary>PATIENT.</summary>
    Patient,

    /// <summary>STUDY.</summary>
    Study,

    /// <summary>SERIES.</summary>
    Series,

    /// <summary>IMAGE: composite instances of any kind.</summary>
    Image,
}
