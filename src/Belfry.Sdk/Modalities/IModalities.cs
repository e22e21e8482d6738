using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// The DICOM peers that the server knows (<c>DicomModalities</c>), to be asked and sent to. Each look-up sees what is known at that moment, so a
/// plugin looks up for each request and keeps no <see cref="IModality"/>: what it kept would stay as it was. Thread-safe; of use from the
/// plugin's constructor on until its disposal.
/// </summary>
public interface IModalities
{
    /// <summary>The symbolic names of all, as configured, in ordinal order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The modality of a symbolic name, with case; null when there is none.</summary>
    IModality? Find(string name);

    /// <summary>
    /// The modality of an AE title, such as a Move Destination, the first of several; null when there is none. Case counts as
    /// <c>StrictAetComparison</c> says.
    /// </summary>
    IModality? Find(AETitle title);

    /// <summary>The modality of a symbolic name.</summary>
    /// <exception cref="ModalityException">There is none (<see cref="ModalityFault.Unknown"/>); the message names those that there are.</exception>
    IModality this[string name] => Find(name) ?? throw ModalityException.Unknown(name, Names);
}
