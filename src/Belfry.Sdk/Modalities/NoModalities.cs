using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>The modalities of a host that knows none.</summary>
internal sealed class NoModalities : IModalities
{
    public static NoModalities Instance { get; } = new();

    public IReadOnlyList<string> Names => [];

    public IModality? Find(string name) => null;

    public IModality? Find(AETitle title) => null;
}
