using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The members of a body that say how its job is to be done.</summary>
/// <param name="IsSynchronous">True (default): the answer comes when the job is over.</param>
/// <param name="Priority">A higher one comes first.</param>
/// <param name="UserData">The text of any JSON; null for none.</param>
internal readonly record struct JobRequestBody(bool IsSynchronous, int Priority, string? UserData)
{
    // Longer than any set of these members but for user data, which is the client's to keep short.
    private const int MaxLength = 1024 * 1024;

    /// <summary>Reads a body; an empty one has all defaults. Null when it is no JSON object, too long, or a member has a wrong type.</summary>
    public static async ValueTask<JobRequestBody?> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        var portion = new byte[16 * 1024];
        while (await request.Body.ReadAsync(portion, request.HttpContext.RequestAborted) is > 0 and var length)
        {
            if (buffer.Length + length > MaxLength)
                return null;
            buffer.Write(portion, 0, length);
        }

        return Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    private static JobRequestBody? Read(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \r\n\t"u8).IsEmpty)
            return new JobRequestBody(true, 0, null);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var isSynchronous = true;
            if (root.TryGetProperty("Synchronous", out var synchronous))
                isSynchronous = synchronous.GetBoolean();
            else if (root.TryGetProperty("Asynchronous", out var asynchronous))
                isSynchronous = !asynchronous.GetBoolean();
            var priority = root.TryGetProperty("Priority", out var number) ? number.GetInt32() : 0;
            return new JobRequestBody(isSynchronous, priority, root.TryGetProperty("UserData", out var data) ? data.GetRawText() : null);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
