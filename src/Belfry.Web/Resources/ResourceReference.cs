using System.Text.Json;
using Belfry.Archive;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>A resource as it is named in answers.</summary>
internal static class ResourceReference
{
    /// <summary>Writes identifier, path and type.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, QueryRetrieveLevel level, ArchiveId id)
    {
        writer.WriteString("ID", id.ToString());
        writer.WriteString("Path", LevelNames.PathOf(level, id));
        writer.WriteString("Type", LevelNames.TypeOf(level));
    }
}
