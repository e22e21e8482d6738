using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Belfry.Cli;
using Belfry.Server.Composition;
using Belfry.TestKit;
using Belfry.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Belfry.Server.Tests;

/// <summary>Who may do what over HTTP.</summary>
public sealed class AccessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string _users = $$"""
        , "AuthenticationEnabled" : true, "RegisteredUsers" : {
            "old" : "in clear", "hashed" : "{{PasswordHash.Create("sésame:öffne")}}",
            "observer" : { "Password" : "o", "Role" : "observe" }, "reader" : { "Password" : "r", "Role" : "read" }, "writer" : { "Password" : "w", "Role" : "write" }, "admin" : { "Password" : "a", "Role" : "administer" } },
          "Belfry" : { "HttpPermissions" : { "GET /statistics" : "administer", "* /exports" : "administer", "/changes" : "none" } }
        """;

    [Theory]
    [InlineData("old", "in clear", 200)]
    [InlineData("hashed", "sésame:öffne", 200)]
    [InlineData("hashed", "sésame", 401)]
    [InlineData("old", "", 401)]
    [InlineData("nobody", "in clear", 401)]
    [InlineData("", "", 401)]
    public async Task Request_OfAUser_NeedsThePassword(string user, string password, int status)
    {
        await using var bench = await RestBench.StartAsync(_users);

        // Twice: what was right is remembered, what was wrong is not.
        for (var i = 0; i < 2; i++)
            Assert.Equal(status, await SendAsync(bench, user, password, "GET", "system"));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic b2xk")]
    [InlineData("Bearer b2xkOmluIGNsZWFy")]
    public async Task Request_WithAMalformedHeader_IsRefusedWithAChallenge(string header)
    {
        await using var bench = await RestBench.StartAsync(_users);
        using var request = new HttpRequestMessage(HttpMethod.Get, "system");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var answer = await bench.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Logins_ThatFail_LeaveOneLineForManyAndNoSecret()
    {
        var lines = new LogLines();
        await using var bench = await RestBench.StartAsync(_users, loggers: lines, clock: new FakeTimeProvider());
        for (var i = 0; i < 20; i++)
            await SendAsync(bench, i == 0 ? "old" : "typed-in-the-wrong-field", "guess-of-many", "GET", "system");

        var line = Assert.Single(lines.All, static line => line.Id is 6001 or 6002);
        Assert.Contains("user old from 127.0.0.1", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(lines.All, static line => line.Text.Contains("guess-of-many", StringComparison.Ordinal) || line.Text.Contains("typed", StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_LaterOnes_TellOfThoseBefore()
    {
        var lines = new LogLines();
        var clock = new FakeTimeProvider();
        var failures = new LoginFailures(new Dictionary<string, HttpUser>(), lines, clock);
        for (var i = 0; i < 5; i++)
            failures.Add("x", IPAddress.Loopback);
        clock.Advance(TimeSpan.FromSeconds(11));
        failures.Add("x", IPAddress.Loopback);

        Assert.Equal([6001, 6002], lines.All.Select(static line => line.Id));
        Assert.EndsWith("and 4 more since the last such line", lines.All[1].Text);
    }

    [Theory]
    [InlineData("observer", "GET", "system", 200)]
    [InlineData("observer", "GET", "console/api/traffic", 200)]
    [InlineData("observer", "GET", "patients", 403)]
    [InlineData("observer", "POST", "console/api/worklist/explain", 403)]
    [InlineData("reader", "POST", "console/api/worklist/explain", 400)]
    [InlineData("reader", "GET", "patients", 200)]
    [InlineData("reader", "POST", "tools/find", 400)]
    [InlineData("reader", "POST", "instances", 403)]
    [InlineData("reader", "DELETE", "patients/x", 403)]
    [InlineData("reader", "GET", "patients/x?_method=DELETE", 403)]
    [InlineData("reader", "POST", "tools/reconstruct", 403)]
    [InlineData("reader", "POST", "TOOLS/reconstruct", 403)]
    [InlineData("reader", "POST", "//tools/reconstruct/", 403)]
    [InlineData("reader", "GET", "statistics", 403)]
    [InlineData("reader", "GET", "exports", 403)]
    [InlineData("writer", "POST", "instances", 400)]
    [InlineData("writer", "DELETE", "patients/x", 404)]
    [InlineData("writer", "POST", "tools/reconstruct", 403)]
    [InlineData("writer", "PUT", "modalities/x", 403)]
    [InlineData("admin", "POST", "tools/reconstruct", 200)]
    [InlineData("admin", "GET", "statistics", 200)]
    [InlineData("admin", "GET", "changes", 403)]
    public async Task Request_BeyondTheRole_IsForbidden(string user, string method, string path, int status)
    {
        await using var bench = await RestBench.StartAsync(_users);
        Assert.Equal(status, await SendAsync(bench, user, user[..1], method, path));
    }

    [Theory]
    [InlineData("DELETE", "patients/x", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("DELETE", "patients/x", "Sec-Fetch-Site", "same-origin", 404)]
    [InlineData("GET", "patients/x?_method=DELETE", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("GET", "patients/x", "Sec-Fetch-Site", "cross-site", 404)]
    [InlineData("POST", "tools/lookup", "Origin", "http://elsewhere.example", 403)]
    [InlineData("POST", "tools/lookup", "Origin", "null", 403)]
    [InlineData("GET", "system", "Host", "elsewhere.example", 403)]
    [InlineData("GET", "system", "Host", "localhost", 200)]
    public async Task Request_ThatAnotherPageSends_ChangesNothing(string method, string path, string header, string value, int status)
    {
        await using var bench = await RestBench.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await bench.Client.SendAsync(request, Cancellation);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/studies/**", "/studies", true)]
    [InlineData("/studies/**", "/Studies/1/series", true)]
    [InlineData("/studies/*", "/studies/1/series", false)]
    [InlineData("/studies/*", "/studies", false)]
    [InlineData("/studies/*/series", "/studies/1/series", true)]
    [InlineData("/", "/", true)]
    [InlineData("/", "/x", false)]
    public void Permission_Path_CoversSegmentBySegment(string pattern, string path, bool covers) =>
        Assert.Equal(covers, new PathPermission(pattern, [], HttpRoles.Read).Covers("GET", new PathString(path)));

    [Theory]
    [InlineData("GET", "HEAD", true)]
    [InlineData("get", "HEAD", true)]
    [InlineData("HEAD", "GET", false)]
    [InlineData("PUT", "HEAD", false)]
    public void Permission_OfGet_CoversHead(string of, string method, bool covers) =>
        Assert.Equal(covers, new PathPermission("/x", [of], HttpRoles.Read).Covers(method, new PathString("/x")));

    [Theory]
    [InlineData("pbkdf2-sha256:1:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAA==", true)]
    [InlineData("pbkdf2-sha256:0:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAA==", false)]
    [InlineData("pbkdf2-sha256:99999999:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAA==", false)]
    [InlineData("pbkdf2-sha256:1:AAAA:AAAAAAAAAAAAAAAAAAAAAA==", false)]
    [InlineData("pbkdf2-sha256:1:AAAAAAAAAAA=:", false)]
    [InlineData("pbkdf2-sha256:", false)]
    public void Hash_Text_IsWholeOrNot(string text, bool isWhole)
    {
        Assert.Equal(isWhole, PasswordHash.IsWellFormed(text));
        Assert.False(PasswordHash.Verify(text, text));
    }

    [Fact]
    public async Task Password_ByTheCommand_IsOneThatTheServerTakes()
    {
        var (code, output) = await HashAsync("quiet please\n");
        Assert.Equal(ExitCodes.Success, code);
        Assert.True(PasswordHash.Verify(output.Trim(), "quiet please"));
        Assert.NotEqual(output, (await HashAsync("quiet please\n")).Output);
        Assert.Equal(ExitCodes.Usage, (await HashAsync("")).Code);
    }

    private static async Task<(int Code, string Output)> HashAsync(string input)
    {
        using var reader = new StringReader(input);
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(HashPasswordCommand.Create(reader)), ["hash-password"], output, output, cancellation: Cancellation);
        return (code, output.ToString());
    }

    private static async Task<int> SendAsync(RestBench bench, string user, string password, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(bench.Client.BaseAddress!, "http://" + bench.Client.BaseAddress!.Authority + "/" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var answer = await bench.Client.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }
}
