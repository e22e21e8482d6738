using System.Text.Json;

namespace Belfry.Web;

/// <summary>What became of one file of an upload.</summary>
internal interface IUploadOutcome
{
    /// <summary>Writes it as an object.</summary>
    void Write(Utf8JsonWriter writer);
}
