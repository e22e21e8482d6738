using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belfry.Sdk;

/// <summary>Whole answers in one call.</summary>
public static class RestResponses
{
    /// <summary>Answers with these bytes and nothing more.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="bytes">The body.</param>
    /// <param name="contentType">What it is, for instance <c>application/dicom</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    public static ValueTask AnswerAsync(this IRestResponse response, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.SetHeader("Content-Type", contentType);
        response.SetHeader("Content-Length", bytes.Length.ToString(CultureInfo.InvariantCulture));
        return response.WriteAsync(bytes, cancellation);
    }

    /// <summary>Answers with text in UTF-8.</summary>
    public static ValueTask AnswerTextAsync(this IRestResponse response, string text, CancellationToken cancellation = default) =>
        response.AnswerAsync(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", cancellation);

    /// <summary>Answers with a document of JSON.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="write">Writes one value.</param>
    /// <param name="cancellation">Gives up.</param>
    public static ValueTask AnswerJsonAsync(this IRestResponse response, Action<Utf8JsonWriter> write, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return response.AnswerAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), "application/json; charset=utf-8", cancellation);
    }
}
