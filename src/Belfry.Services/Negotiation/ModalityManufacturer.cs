namespace Belfry.Services;

/// <summary>What a modality needs to be asked in another way than others (<c>Manufacturer</c>).</summary>
public enum ModalityManufacturer
{
    /// <summary>Nothing.</summary>
    Generic,

    /// <summary>Keys of dates and times are empty instead of an asterisk.</summary>
    GenericNoWildcardInDates,

    /// <summary>Keys are empty instead of an asterisk.</summary>
    GenericNoUniversalWildcard,

    /// <summary>Nothing that is known here.</summary>
    Vitrea,

    /// <summary>Nothing that is known here.</summary>
    GE,
}
