using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using DataSync.Aws.Clients;
using DataSync.Aws.Control;
using DataSync.Aws.Tests.Support;
using Xunit;

namespace DataSync.Aws.Tests.Control;

/// <summary>Lambda's and CloudWatch's calls on the wire. That the local host's own servers and functions understand them is tested end to end.</summary>
public sealed class ControlApiTests : IDisposable
{
    private readonly Wire _wire = new();
    private readonly AwsClients _clients;

    public ControlApiTests() =>
        _clients = new AwsClients("eu-west-1", TimeSpan.FromSeconds(2), new HandlerClientFactory(_wire), new BasicAWSCredentials("key", "secret"));

    public void Dispose()
    {
        _clients.Dispose();
        _wire.Dispose();
    }

    [Fact]
    public async Task A_configuration_is_asked_of_the_region_meant_and_signed_for_it()
    {
        _wire.Answer("""{"FunctionName":"datasync-Redrive","LastModified":"2026-11-24T12:00:00.000+0000","Environment":{"Variables":{"A":"1","B":""}}}""");

        var configuration = await _clients.Lambda.ConfigurationAsync("datasync-Redrive", CancellationToken.None);

        var (method, uri, authorization, _) = Assert.Single(_wire.Calls);
        Assert.Equal((HttpMethod.Get, "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/datasync-Redrive/configuration"), (method, uri));
        Assert.Contains("/eu-west-1/lambda/aws4_request", authorization, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["A"] = "1", ["B"] = "" }, configuration.Variables);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), configuration.ModifiedAt);
    }

    [Fact]
    public async Task A_function_that_does_not_exist_is_told_by_its_code_and_not_asked_for_again()
    {
        _wire.Answer("""{"Type":"User","Message":"Function not found"}""", HttpStatusCode.NotFound, ("x-amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/"));

        var failure = await Assert.ThrowsAsync<AmazonServiceException>(() => _clients.Lambda.ConfigurationAsync("none", CancellationToken.None));

        Assert.Equal("ResourceNotFoundException", failure.ErrorCode);
        Assert.Single(_wire.Calls);
    }

    [Fact]
    public async Task Mappings_are_read_to_the_last_page()
    {
        _wire.Answer("""{"NextMarker":"more/1","EventSourceMappings":[{"UUID":"a","EventSourceArn":"arn:q","State":"Enabled"}]}""");
        _wire.Answer("""{"EventSourceMappings":[{"UUID":"b","State":"Disabled","DestinationConfig":{"OnFailure":{"Destination":"arn:b"}}}]}""");

        var mappings = await _clients.Lambda.MappingsAsync("datasync-CaptureItems", CancellationToken.None);

        Assert.Equal([new SourceMapping("a", "arn:q", "Enabled", null), new SourceMapping("b", "", "Disabled", "arn:b")], mappings);
        Assert.Contains("Marker=more%2F1", _wire.Calls[1].Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_fails_is_told_from_a_call_that_is_refused()
    {
        _wire.Answer("""{"errorMessage":"\"queue\" is 'x'","errorType":"ArgumentException"}""", HttpStatusCode.OK, ("X-Amz-Function-Error", "Unhandled"));

        var failure = await Assert.ThrowsAsync<FunctionFailedException>(() => _clients.Lambda.InvokeAsync("f", "{}"u8.ToArray(), CancellationToken.None));

        Assert.Equal("f failed: \"queue\" is 'x'", failure.Message);
    }

    [Fact]
    public async Task Metrics_are_read_to_the_last_page_and_keep_the_order_of_the_queries()
    {
        _wire.Answer("""{"NextToken":"t","MetricDataResults":[{"Id":"q1","Timestamps":[1700000060,1700000000.5],"Values":[2,1]}]}""");
        _wire.Answer("""{"MetricDataResults":[{"Id":"q1","Timestamps":[1699999940],"Values":[7]},{"Id":"q0","Timestamps":[],"Values":[]}]}""");
        var begin = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        var results = await _clients.CloudWatch.ReadAsync(
            [new MetricQuery("N", "M", "p99", TimeSpan.FromMinutes(1), ("D", "d")), new MetricQuery("N", "O", "Sum", TimeSpan.FromMinutes(5))], begin, begin.AddMinutes(5), CancellationToken.None);

        Assert.Empty(results[0]);
        Assert.Equal([2, 1, 7], results[1].Select(v => v.Value));
        Assert.Equal(begin.AddMilliseconds(500), results[1][1].At);
        using var first = JsonDocument.Parse(_wire.Calls[0].Body);
        var stat = first.RootElement.GetProperty("MetricDataQueries")[0].GetProperty("MetricStat");
        Assert.Equal(("p99", 60), (stat.GetProperty("Stat").GetString(), stat.GetProperty("Period").GetInt32()));
        using var second = JsonDocument.Parse(_wire.Calls[1].Body);
        Assert.Equal("t", second.RootElement.GetProperty("NextToken").GetString());
    }

    [Fact]
    public async Task An_endpoint_override_takes_every_service_there_and_still_signs_for_the_region()
    {
        using var clients = new AwsClients(
            "eu-west-1", TimeSpan.FromSeconds(2), new HandlerClientFactory(_wire), new BasicAWSCredentials("key", "secret"), new Uri("http://127.0.0.1:4566"));
        _wire.Answer("""{"MetricDataResults":[]}""");
        _wire.Answer("""{"QueueUrls":[]}""");

        await clients.CloudWatch.ReadAsync([new MetricQuery("N", "M", "Sum", TimeSpan.FromMinutes(1))], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, CancellationToken.None);
        await clients.Sqs("us-east-1").ListQueuesAsync("q");

        Assert.All(_wire.Calls, c => Assert.StartsWith("http://127.0.0.1:4566/", c.Uri, StringComparison.Ordinal));
        Assert.Contains("/eu-west-1/monitoring/aws4_request", _wire.Calls[0].Authorization, StringComparison.Ordinal);
        Assert.Contains("/us-east-1/sqs/aws4_request", _wire.Calls[1].Authorization, StringComparison.Ordinal);
    }

    /// <summary>Answers what it is told to, in order, and keeps what was asked.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        private readonly Queue<HttpResponseMessage> _answers = new();

        public List<(HttpMethod Method, string Uri, string Authorization, string Body)> Calls { get; } = [];

        public void Answer(string json, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers)
        {
            var answer = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers)
            {
                answer.Headers.TryAddWithoutValidation(name, value);
            }

            _answers.Enqueue(answer);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Calls.Add((request.Method, request.RequestUri!.AbsoluteUri, string.Join(' ', request.Headers.GetValues("Authorization")), body));
            return _answers.Dequeue();
        }
    }
}
