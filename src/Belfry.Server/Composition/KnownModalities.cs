using System.Text.Json;
using Belfry.Archive;
using Belfry.Server.Configuration;
using Belfry.Services;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>
/// The modalities that REST changes: in the configuration that is in force, and, with <c>DicomModalitiesInDatabase</c>, in the index. One change after the
/// other. Thread-safe.
/// </summary>
/// <param name="settings">What is in force.</param>
/// <param name="registry">Keeps them; null when changes last until the server ends.</param>
/// <param name="resolve">Looks the addresses of a new one up, where they matter.</param>
internal sealed class KnownModalities(
    SettingsInForce settings, IRegistry? registry, Func<RemoteModality, CancellationToken, Task<RemoteModality>> resolve) : IModalityEditor, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Puts in force what is kept: the modalities of the configuration do not count then.</summary>
    /// <returns>What is kept and cannot be read any more, in words.</returns>
    public async Task<IReadOnlyList<string>> LoadAsync(CancellationToken cancellation)
    {
        if (registry is null)
            return [];
        List<string> problems = [];
        List<RemoteModality> kept = [];
        foreach (var (name, json) in await registry.ListAsync(RegistryKind.Modality, cancellation))
        {
            using var document = JsonDocument.Parse(json);
            if (ModalityReader.ReadEntry(name, BodyNode.Of(document.RootElement), problems) is { } modality)
                kept.Add(await resolve(modality, cancellation));
        }

        Replace(kept);
        return problems;
    }

    /// <inheritdoc/>
    public RemoteModality Read(string name, JsonElement body)
    {
        if (name.Length is 0 or > 255 || name.Any(char.IsControl))
            throw new RestException(RestError.OutOfRange, "The name is empty, too long, or has control characters.");
        List<string> problems = [];
        var modality = ModalityReader.ReadEntry(name, BodyNode.Of(body), problems);
        if (problems.Count == 0 && modality is not null)
            return modality;

        // A manufacturer that is none is a value out of range, and the rest another shape.
        var isManufacturer = problems.All(problem => problem.Contains($".{name}.Manufacturer\"", StringComparison.Ordinal));
        throw new RestException(isManufacturer ? RestError.OutOfRange : RestError.BadFormat, string.Join(' ', problems));
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(RemoteModality modality, JsonElement body, CancellationToken cancellation)
    {
        var resolved = await resolve(modality, cancellation);
        await DoAsync(async () =>
        {
            if (registry is not null)
                await registry.PutAsync(RegistryKind.Modality, modality.Name, body.GetRawText(), null, CancellationToken.None);
            Replace([.. Others(modality.Name), resolved]);
            return true;
        });
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellation) => DoAsync(async () =>
    {
        if (registry is not null)
            await registry.DeleteAsync(RegistryKind.Modality, name, CancellationToken.None);
        var others = Others(name).ToList();
        if (others.Count == settings.Current.Permissions.Modalities.Count)
            return false;
        Replace(others);
        return true;
    });

    public void Dispose() => _turn.Dispose();

    private IEnumerable<RemoteModality> Others(string name) => settings.Current.Permissions.Modalities.Where(other => other.Name != name);

    private void Replace(IReadOnlyList<RemoteModality> modalities) =>
        settings.Change(current => current with { Permissions = current.Permissions with { Modalities = modalities } });

    private async ValueTask<bool> DoAsync(Func<Task<bool>> change)
    {
        await _turn.WaitAsync();
        try
        {
            return await change();
        }
        finally
        {
            _turn.Release();
        }
    }
}
