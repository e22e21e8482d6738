using System.Text.Json;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>Changes the known modalities. Thread-safe. What is changed is in force when the call returns, and durable where modalities are kept in the index.</summary>
public interface IModalityEditor
{
    /// <summary>Reads a modality in any form that a configuration takes.</summary>
    /// <param name="name">Its symbolic name.</param>
    /// <param name="body">An array or an object.</param>
    /// <exception cref="RestException">It is none.</exception>
    RemoteModality Read(string name, JsonElement body);

    /// <summary>Makes a modality known, or replaces the one of its name.</summary>
    /// <param name="modality">The modality.</param>
    /// <param name="body">What <see cref="Read"/> read it from.</param>
    /// <param name="cancellation">Gives up before anything is changed.</param>
    ValueTask PutAsync(RemoteModality modality, JsonElement body, CancellationToken cancellation);

    /// <summary>Forgets a modality.</summary>
    /// <returns>False when there is none of the name.</returns>
    ValueTask<bool> DeleteAsync(string name, CancellationToken cancellation);
}
