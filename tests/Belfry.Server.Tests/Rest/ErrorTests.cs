using System.Text.Json;

namespace Belfry.Server.Tests;

/// <summary>What clients read of an error: its number and name, and its members in order.</summary>
public sealed class ErrorTests(FilledArchive archive) : IClassFixture<FilledArchive>
{
    [Theory]
    [InlineData("GET", "nothing", "", 17, "Unknown resource")]
    [InlineData("GET", "modalities/nobody/configuration", "", 7, "Accessing an inexistent item")]
    [InlineData("GET", "studies?since=1", "", 8, "Bad request")]
    [InlineData("GET", "studies?since=x&limit=1", "", 5, "Bad type for a parameter")]
    [InlineData("POST", "tools/find", """{ "Level" : "Galaxy", "Query" : { } }""", 3, "Parameter out of range")]
    [InlineData("POST", "tools/find", """{ "Level" : "Study", "Query" : { "Nothing" : "" } }""", 27, "Unknown DICOM tag")]
    [InlineData("POST", "instances", "nothing", 15, "Bad file format")]
    [InlineData("POST", "tools/create-dicom", "{ }", 2, "Not implemented yet")]
    public async Task Error_OfEachKind_HasItsNumberAndName(string verb, string path, string body, int number, string name)
    {
        var (status, text) = await archive.Bench.SendAsync(new HttpMethod(verb), path, body.Length == 0 ? null : body);

        var error = JsonDocument.Parse(text).RootElement;
        Assert.Equal((number, name), (error.GetProperty("OrthancStatus").GetInt32(), error.GetProperty("OrthancError").GetString()));
        Assert.Equal((status, verb, "/" + path.Split('?')[0]), (
            error.GetProperty("HttpStatus").GetInt32(), error.GetProperty("Method").GetString(), error.GetProperty("Uri").GetString()));
        var members = error.EnumerateObject().Select(static member => member.Name).ToList();
        Assert.Equal(members.Order(StringComparer.Ordinal), members);
    }

    [Theory]
    [InlineData("Studies")]
    [InlineData("SYSTEM")]
    [InlineData("tools/Now")]
    [InlineData("jobs/00000000-0000-0000-0000-000000000000/Pause")]
    public async Task Path_InOtherLetters_IsUnknown(string path) => Assert.Equal((404, 17), await archive.Bench.FailAsync(
        path.EndsWith("Pause", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path));
}
