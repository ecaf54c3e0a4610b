using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>Who is kept out, over real HTTP.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string, string> Calls => new()
    {
        { "GET", "/api/events" },
        { "GET", "/api/letters" },
        { "GET", "/api/letter?id=x" },
        { "GET", "/api/conflicts" },
        { "POST", "/api/letters/replay" },
        { "POST", "/api/letters/discard" },
        { "POST", "/api/action/stop" },
        { "POST", "/api/faults" },
        { "GET", "/API/letters" },
        { "GET", "/api/nothing" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_call_without_the_token_is_refused(string method, string path)
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(new HttpMethod(method), path, method == "POST" ? "{}" : null);
        request.Headers.Remove(RequestGuard.TokenHeader);

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_call_with_another_token_is_refused(string method, string path)
    {
        await using var other = await RunningConsole.StartAsync();
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(new HttpMethod(method), path, method == "POST" ? "{}" : null);
        request.Headers.Remove(RequestGuard.TokenHeader);
        request.Headers.Add(RequestGuard.TokenHeader, other.Server.Token);

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/letters")]
    public async Task A_name_that_was_rebound_to_this_machine_is_refused(string path)
    {
        await using var console = await RunningConsole.StartAsync();
        foreach (var host in (string[])["attacker.example", $"attacker.example:{console.Server.Address.Port}", "127.0.0.1", "127.0.0.1:1", $"127.0.0.1.nip.io:{console.Server.Address.Port}", $"[::1]:{console.Server.Address.Port}"])
        {
            using var request = console.Request(HttpMethod.Get, path);
            request.Headers.Host = host;

            using var response = await console.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Localhost_is_the_same_console()
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(HttpMethod.Get, "/api/letters");
        request.Headers.Host = $"localhost:{console.Server.Address.Port}";
        request.Headers.Add("Origin", $"http://localhost:{console.Server.Address.Port}");

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("http://attacker.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("null")]
    public async Task A_call_of_another_origin_is_refused_even_with_the_token(string origin)
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(HttpMethod.Post, "/api/letters/replay", "{\"ids\":[\"a\"]}");
        request.Headers.Add("Origin", origin);

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("what browsers may send one day")]
    public async Task A_call_that_the_browser_says_comes_from_elsewhere_is_refused(string site)
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(HttpMethod.Get, "/api/letters");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", "navigate");

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("navigate", "document", HttpStatusCode.OK)]
    [InlineData("navigate", "iframe", HttpStatusCode.Forbidden)]
    [InlineData("no-cors", "script", HttpStatusCode.Forbidden)]
    public async Task Another_site_may_link_to_the_page_but_not_embed_it(string mode, string destination, HttpStatusCode expected)
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, console.Server.Address);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", mode);
        request.Headers.Add("Sec-Fetch-Dest", destination);

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task A_change_that_is_not_json_is_refused(string? type)
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(HttpMethod.Post, "/api/letters/discard");
        request.Content = new ByteArrayContent("{\"ids\":[\"a\"]}"u8.ToArray());
        request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var console = await RunningConsole.StartAsync();
        var json = "{\"ids\":[\"" + new string('a', ConsoleApi.MaxBodyBytes) + "\"]}";

        using var response = await console.PostAsync("/api/letters/replay", json);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("DELETE", "/console.js")]
    [InlineData("OPTIONS", "/")]
    public async Task The_page_is_only_read(string method, string path)
    {
        await using var console = await RunningConsole.StartAsync();

        using var response = await console.Http.SendAsync(console.Request(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_preflight_gets_no_leave()
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(console.Server.Address, "/api/letters/replay"));
        request.Headers.Add("Origin", "http://attacker.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", RequestGuard.TokenHeader);

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/letters")]
    [InlineData("/api/nothing")]
    [InlineData("/../../etc/passwd")]
    public async Task Every_answer_forbids_what_browsers_would_allow_by_default(string path)
    {
        await using var console = await RunningConsole.StartAsync();

        using var response = await console.GetAsync(path);

        var policy = string.Join(';', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_token_is_new_with_every_start_and_long_enough()
    {
        await using var one = await RunningConsole.StartAsync();
        await using var two = await RunningConsole.StartAsync();

        Assert.NotEqual(one.Server.Token, two.Server.Token);
        Assert.Equal(43, one.Server.Token.Length);
        Assert.Equal($"http://127.0.0.1:{one.Server.Address.Port}/#token={one.Server.Token}", one.Server.Url.ToString());
    }

    [Fact]
    public async Task A_token_with_other_letters_in_it_is_refused_and_breaks_nothing()
    {
        await using var console = await RunningConsole.StartAsync();
        using var request = console.Request(HttpMethod.Get, "/api/letters");
        request.Headers.Remove(RequestGuard.TokenHeader);
        request.Headers.TryAddWithoutValidation(RequestGuard.TokenHeader, Encoding.UTF8.GetString([0x41, 0x2c, 0x42]));

        using var response = await console.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
