using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>An instance that is about to be sent.</summary>
/// <param name="Source">The instance; null when it could not be opened.</param>
/// <param name="DataSet">Its data set, to be disposed; null when it could not be opened.</param>
/// <param name="Fault">Why not; null when there is simply no such instance.</param>
internal readonly record struct OpenedInstance(InstanceSource? Source, Stream? DataSet, Exception? Fault)
{
    /// <summary>True when nothing has to be read any more that could take long.</summary>
    public bool IsInMemory => DataSet is MemoryStream;
}
