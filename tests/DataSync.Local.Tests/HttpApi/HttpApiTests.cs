using System.Net;
using System.Text.Json;
using DataSync.Local.Faults;

namespace DataSync.Local.Tests.HttpApi;

public sealed class HttpApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Function_gets_an_event_of_format_2()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Url("/items/a%20b?x=1&x=2&y=%C3%BC"));
        request.Headers.Add("X-Twice", ["one", "two"]);
        request.Headers.Add("Cookie", "a=1; b=2");
        request.Headers.UserAgent.ParseAdd("tests/1.0");

        var got = await fixture.EventAsync(request);

        Assert.Equal(("2.0", "ANY /items/{id}", "/items/a b", "x=1&x=2&y=%C3%BC"), (Text(got, "version"), Text(got, "routeKey"), Text(got, "rawPath"), Text(got, "rawQueryString")));
        Assert.Equal("""{"x":"1,2","y":"ü"}""", JsonSerializer.Serialize(got.GetProperty("queryStringParameters"), Readable));
        Assert.Equal("""{"id":"a b"}""", got.GetProperty("pathParameters").GetRawText());
        Assert.Equal("""["a=1","b=2"]""", got.GetProperty("cookies").GetRawText());
        Assert.Equal("one, two", Text(got.GetProperty("headers"), "x-twice"));
        Assert.False(got.GetProperty("headers").TryGetProperty("cookie", out _));
        Assert.False(got.TryGetProperty("body", out _));
        Assert.False(got.GetProperty("isBase64Encoded").GetBoolean());
    }

    [Fact]
    public async Task Event_says_which_api_was_called_and_how()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Url("/health", ApiFixture.There));
        request.Headers.UserAgent.ParseAdd("tests/1.0");

        var context = (await fixture.EventAsync(request)).GetProperty("requestContext");

        var api = fixture.Host.Region(ApiFixture.There).Api("ServingApi")!;
        Assert.Equal(("000000000000", api.Id, "$default", "GET /health"), (Text(context, "accountId"), Text(context, "apiId"), Text(context, "stage"), Text(context, "routeKey")));
        Assert.Equal($"{api.Id}.execute-api.eu-west-1.amazonaws.com", Text(context, "domainName"));
        Assert.Equal("""{"method":"GET","path":"/health","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"tests/1.0"}""", context.GetProperty("http").GetRawText());
        Assert.Matches(@"^\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000$", Text(context, "time"));
        Assert.InRange(context.GetProperty("timeEpoch").GetInt64(), DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("application/json", "{\"a\":1}", "{\"a\":1}", false)]
    [InlineData("text/csv; charset=utf-8", "a,b", "a,b", false)]
    [InlineData("application/x-www-form-urlencoded", "a=b", "YT1i", true)]
    [InlineData("application/octet-stream", "ab", "YWI=", true)]
    public async Task Body_is_text_or_base64_by_its_type(string type, string body, string expected, bool isEncoded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, fixture.Url("/items/1")) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        var got = await fixture.EventAsync(request);

        Assert.Equal((expected, isEncoded), (Text(got, "body"), got.GetProperty("isBase64Encoded").GetBoolean()));
    }

    [Fact]
    public async Task Answer_sets_status_headers_cookies_and_body()
    {
        using var response = await AnswerAsync("""{"statusCode":503,"headers":{"x-datasync-region":"us-east-1","cache-control":"no-store","content-type":"application/json","content-length":"999"},"cookies":["a=1; Secure","b=2"],"body":"eyJhIjoxfQ==","isBase64Encoded":true}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("""{"a":1}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(["us-east-1"], response.Headers.GetValues("x-datasync-region"));
        Assert.Equal(["a=1; Secure", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.True(response.Headers.Contains("apigw-requestid"));
    }

    [Theory]
    [InlineData("\"hello\"", "hello")]
    [InlineData("{\"a\":[1]}", "{\"a\":[1]}")]
    [InlineData("[1,2]", "[1,2]")]
    public async Task Answer_without_status_is_the_body_of_a_200(string answer, string expected)
    {
        using var response = await AnswerAsync(answer);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((expected, "application/json"), (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType!.ToString()));
    }

    [Theory]
    [InlineData("POST", "/answer", "no json", 500, "Internal Server Error")]
    [InlineData("POST", "/answer", "{\"statusCode\":\"high\"}", 500, "Internal Server Error")]
    [InlineData("POST", "/answer", "{\"statusCode\":200,\"body\":{}}", 500, "Internal Server Error")]
    [InlineData("POST", "/answer", "{\"statusCode\":200,\"headers\":{\"a\":\"b\\r\\nc: d\"}}", 500, "Internal Server Error")]
    [InlineData("GET", "/broken", null, 500, "Internal Server Error")]
    [InlineData("GET", "/slow", null, 500, "Internal Server Error")]
    [InlineData("GET", "/closed", null, 503, "Service Unavailable")]
    [InlineData("GET", "/nowhere", null, 404, "Not Found")]
    [InlineData("POST", "/health", "", 404, "Not Found")]
    [InlineData("GET", "", null, 404, "Not Found")]
    public async Task Failure_says_what_API_Gateway_says(string method, string path, string? body, int status, string message)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), fixture.Url(path)) { Content = body is null ? null : new StringContent(body) };

        using var response = await fixture.Client.SendAsync(request);

        Assert.Equal((status, $$"""{"message":"{{message}}"}"""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Calls_beyond_the_route_s_limit_are_refused()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await fixture.Client.GetAsync(fixture.Url("/few"));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Headers_of_AWS_on_a_user_s_call_lead_nowhere_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Url("/health"));
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer of-the-application");

        var got = await fixture.EventAsync(request);

        Assert.Equal("Bearer of-the-application", Text(got.GetProperty("headers"), "authorization"));
    }

    [Fact]
    public async Task Endpoint_is_the_same_in_outputs_and_in_the_functions_variables()
    {
        var region = fixture.Host.Region(ApiFixture.There);

        Assert.Equal(fixture.Url("/health", ApiFixture.There).ToString(), region.Output("HealthUrl"));
        Assert.Equal($"{fixture.Host.Endpoint}_api/eu-west-1/{region.Output("ApiId")}/health", region.Output("HealthUrl"));
        Assert.Equal(region.Output("HealthUrl"), region.Stack.Functions.First(function => function.Name == "echo").Environment["URL"]);
        using var response = await fixture.Client.GetAsync(new Uri(region.Output("HealthUrl")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Region_that_is_cut_off_answers_no_user_until_it_is_healed()
    {
        fixture.Host.Faults.CutOff(ApiFixture.There);
        try
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.GetAsync(fixture.Url("/health", ApiFixture.There)));
            using var elsewhere = await fixture.Client.GetAsync(fixture.Url("/health"));
            Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
            Assert.Equal(1, fixture.Host.Faults.Count(ApiFixture.There, FaultKind.Cut));
        }
        finally
        {
            fixture.Host.Faults.Heal(ApiFixture.There);
        }

        using var healed = await fixture.Client.GetAsync(fixture.Url("/health", ApiFixture.There));
        Assert.Equal(HttpStatusCode.OK, healed.StatusCode);
    }

    [Fact]
    public async Task Faults_strike_a_user_s_call_by_the_name_api()
    {
        var faults = TimedFault.Parse("throttle:eu-west-1/api:/health", [ApiFixture.Here, ApiFixture.There]).Concat(TimedFault.Parse("lose:us-east-1/api:/items", [ApiFixture.Here, ApiFixture.There])).Select(timed => timed.Fault).ToList();
        faults.ForEach(fixture.Host.Faults.Begin);
        try
        {
            using var throttled = await fixture.Client.GetAsync(fixture.Url("/health", ApiFixture.There));
            using var other = await fixture.Client.GetAsync(fixture.Url("/items/1", ApiFixture.There));
            await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.GetAsync(fixture.Url("/items/1")));

            Assert.Equal((HttpStatusCode.TooManyRequests, """{"message":"Too Many Requests"}"""), (throttled.StatusCode, await throttled.Content.ReadAsStringAsync()));
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }
        finally
        {
            faults.ForEach(fixture.Host.Faults.End);
        }
    }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<HttpResponseMessage> AnswerAsync(string answer)
    {
        using var body = new StringContent(answer);
        return await fixture.Client.PostAsync(fixture.Url("/answer"), body);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
