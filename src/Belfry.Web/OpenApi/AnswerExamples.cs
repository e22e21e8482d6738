using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Belfry.Web;

/// <summary>Puts examples to routes.</summary>
internal static class AnswerExamples
{
    /// <summary>Says by an example how a route answers.</summary>
    public static void Answers(this IEndpointConventionBuilder route, Action<Utf8JsonWriter> write) => route.AnswersWith(writer =>
    {
        write(writer);
        return default;
    });

    /// <summary>The same, by what takes reading to be written.</summary>
    public static void AnswersWith(this IEndpointConventionBuilder route, Func<Utf8JsonWriter, ValueTask> write) => route.WithMetadata(new AnswerExample(write));
}
