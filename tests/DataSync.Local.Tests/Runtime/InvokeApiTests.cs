using System.Net;
using System.Text;
using DataSync.Local.LambdaApi;
using DataSync.Local.Runtime;

namespace DataSync.Local.Tests.Runtime;

public sealed class InvokeApiTests
{
    private static readonly HttpClient s_client = new();

    [Fact]
    public async Task An_invocation_answers_with_the_functions_payload_and_log()
    {
        await using var host = await RuntimeHost.StartAsync();
        host.Add("echo");

        using var response = await PostAsync(host, "Test-echo", ("X-Amz-Log-Type", "Tail"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("[1]", await response.Content.ReadAsStringAsync());
        Assert.Equal("$LATEST", Header(response, "X-Amz-Executed-Version"));
        Assert.NotNull(Header(response, "X-Amz-Log-Result"));
        Assert.Null(Header(response, "X-Amz-Function-Error"));
    }

    [Fact]
    public async Task A_failed_invocation_is_a_200_with_an_error_header()
    {
        await using var host = await RuntimeHost.StartAsync();
        host.Add("throw");

        using var response = await PostAsync(host, "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3ATest-throw");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Unhandled", Header(response, "X-Amz-Function-Error"));
        Assert.Contains("no such item", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_accepted_and_runs()
    {
        await using var host = await RuntimeHost.StartAsync();
        host.Add("echo");

        using var response = await PostAsync(host, "Test-echo", ("X-Amz-Invocation-Type", "Event"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await host.SeenAsync("echo 3");
    }

    [Fact]
    public async Task An_event_that_fails_is_tried_again_after_one_and_two_minutes()
    {
        await using var host = await RuntimeHost.StartAsync();
        host.Add("throw");

        using var response = await PostAsync(host, "Test-throw", ("X-Amz-Invocation-Type", "Event"));
        await host.Time.TimerSetAsync(TimeSpan.FromMinutes(1));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.Time.TimerSetAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task An_event_that_is_throttled_is_tried_again_soon_and_for_hours()
    {
        await using var host = await RuntimeHost.StartAsync();
        host.Server.AddFunction(RuntimeHost.Function("echo") with { MaxConcurrency = 0, AsyncRetries = 0 });

        using var response = await PostAsync(host, "Test-echo", ("X-Amz-Invocation-Type", "Event"));

        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300 })
        {
            await host.Time.TimerSetAsync(TimeSpan.FromSeconds(seconds));
            host.Time.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Theory]
    [InlineData("us-east-1", "Test-echo", HttpStatusCode.NotFound, "ResourceNotFoundException")]
    [InlineData("eu-west-1", "Other", HttpStatusCode.NotFound, "ResourceNotFoundException")]
    [InlineData(null, "Test-echo", HttpStatusCode.Forbidden, "MissingAuthenticationTokenException")]
    public async Task A_call_that_names_no_function_is_refused(string? region, string function, HttpStatusCode status, string type)
    {
        await using var host = await RuntimeHost.StartAsync();
        host.Add("echo");

        using var response = await PostToAsync(host, region, function);

        Assert.Equal((status, type), (response.StatusCode, Header(response, "x-amzn-ErrorType")));
    }

    [Fact]
    public async Task A_throttled_call_is_a_429()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("hang") with { MaxConcurrency = 1 });
        var first = host.InvokeAsync(pool);

        using var response = await PostAsync(host, "Test-hang");

        Assert.Equal((HttpStatusCode.TooManyRequests, "TooManyRequestsException"), (response.StatusCode, Header(response, "x-amzn-ErrorType")));
        Assert.False(first.IsCompleted);
    }

    [Theory]
    [InlineData("Apply", "Apply")]
    [InlineData("Apply:$LATEST", "Apply")]
    [InlineData("123456789012:function:Apply", "Apply")]
    [InlineData("arn:aws:lambda:eu-west-1:123456789012:function:Apply:1", "Apply")]
    public void A_function_is_known_by_all_its_names(string reference, string expected)
    {
        var name = LambdaCall.NameOf(reference);

        Assert.Equal(expected, name);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0", "eu-west-1")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20260101", null)]
    [InlineData("Bearer x", null)]
    [InlineData("", null)]
    public void The_region_is_the_one_signed_for(string authorization, string? expected)
    {
        var region = InvokeApi.SignedRegion(authorization);

        Assert.Equal(expected, region);
    }

    private static Task<HttpResponseMessage> PostAsync(RuntimeHost host, string function, params (string Name, string Value)[] headers) =>
        PostToAsync(host, RuntimeHost.Region, function, headers);

    private static async Task<HttpResponseMessage> PostToAsync(RuntimeHost host, string? region, string function, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Server.Endpoint, $"2015-03-31/functions/{function}/invocations"));
        request.Content = new StringContent("[1]", Encoding.UTF8, "application/json");
        if (region is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=AKID/20260101/{region}/lambda/aws4_request, SignedHeaders=host, Signature=0");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await s_client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
