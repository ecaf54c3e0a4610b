using System.Net;
using System.Text.Json;
using DataSync.Local.Faults;

namespace DataSync.Local.Tests.LambdaApi;

public sealed class LambdaApiTests(LambdaFixture fixture) : IClassFixture<LambdaFixture>
{
    private const string Region = "eu-west-1";

    [Theory]
    [InlineData("apply")]
    [InlineData("arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Aapply")]
    public async Task Configuration_is_the_templates_with_the_variables_the_function_gets(string name)
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.GetAsync($"functions/{name}/configuration");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("apply", "arn:aws:lambda:eu-west-1:000000000000:function:apply", "print", "Active"), (answer.Text("FunctionName"), answer.Text("FunctionArn"), answer.Text("Handler"), answer.Text("State")));
        Assert.Equal((20, 256), (answer.Json.GetProperty("Timeout").GetInt32(), answer.Json.GetProperty("MemorySize").GetInt32()));
        var variables = answer.Json.GetProperty("Environment").GetProperty("Variables");
        Assert.Equal(["MODE", "STREAM"], variables.EnumerateObject().Select(variable => variable.Name));
        Assert.Equal(fixture.Host.Region(Region).Output("Stream"), variables.GetProperty("STREAM").GetString());
    }

    [Fact]
    public async Task Function_is_described_with_its_configuration()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.GetAsync("functions/apply");

        Assert.Equal("apply", answer.Json.GetProperty("Configuration").GetProperty("FunctionName").GetString());
    }

    [Theory]
    [InlineData("GET", "functions/nobody/configuration", "ResourceNotFoundException")]
    [InlineData("POST", "functions/nobody/invocations", "ResourceNotFoundException")]
    [InlineData("GET", "event-source-mappings/00000000-0000-0000-0000-000000000000", "ResourceNotFoundException")]
    [InlineData("PUT", "event-source-mappings/00000000-0000-0000-0000-000000000000", "ResourceNotFoundException")]
    [InlineData("DELETE", "functions/apply", "UnknownOperationException")]
    public async Task What_is_not_there_is_a_404(string method, string path, string type)
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}");

        Assert.Equal((HttpStatusCode.NotFound, type), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task Region_that_the_host_does_not_run_has_no_functions()
    {
        using var lambda = new LambdaClient(fixture.Host, "ap-south-1");

        var answer = await lambda.GetAsync("functions/apply/configuration");

        Assert.Equal((HttpStatusCode.NotFound, "ResourceNotFoundException"), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task Mappings_are_known_by_the_ids_of_the_templates_outputs()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var queue = await lambda.GetAsync($"event-source-mappings/{fixture.Host.Region(Region).Output("ApplyMappingId")}");
        var stream = await lambda.GetAsync($"event-source-mappings/{fixture.Host.Region(Region).Output("CaptureMappingId")}");

        Assert.Equal(("Enabled", "arn:aws:sqs:eu-west-1:000000000000:work", 1), (queue.Text("State"), queue.Text("EventSourceArn"), queue.Json.GetProperty("BatchSize").GetInt32()));
        Assert.Equal("ReportBatchItemFailures", queue.Json.GetProperty("FunctionResponseTypes")[0].GetString());
        Assert.Equal(("Enabled", fixture.Host.Region(Region).Output("Stream"), 3), (stream.Text("State"), stream.Text("EventSourceArn"), stream.Json.GetProperty("MaximumRetryAttempts").GetInt32()));
        Assert.Equal("arn:aws:sqs:eu-west-1:000000000000:dead", stream.Json.GetProperty("DestinationConfig").GetProperty("OnFailure").GetProperty("Destination").GetString());
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("?FunctionName=apply", 1)]
    [InlineData("?FunctionName=arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Acapture", 1)]
    [InlineData("?EventSourceArn=arn%3Aaws%3Asqs%3Aeu-west-1%3A000000000000%3Awork", 1)]
    [InlineData("?EventSourceArn=arn%3Aaws%3Asqs%3Aeu-west-1%3A000000000000%3Awork&FunctionName=capture", 0)]
    public async Task Mappings_are_listed_by_function_and_source_and_schedules_are_none(string query, int count)
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.GetAsync("event-source-mappings/" + query);

        Assert.Equal(count, answer.Json.GetProperty("EventSourceMappings").GetArrayLength());
    }

    [Fact]
    public async Task Mappings_come_in_pages()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var first = await lambda.GetAsync("event-source-mappings?MaxItems=1");
        var second = await lambda.GetAsync($"event-source-mappings?MaxItems=1&Marker={first.Text("NextMarker")}");
        var refused = await lambda.GetAsync("event-source-mappings?Marker=x");

        Assert.NotEqual(Id(first), Id(second));
        Assert.False(second.Json.TryGetProperty("NextMarker", out _));
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidParameterValueException"), (refused.Status, refused.ErrorType));
        static string? Id(LambdaAnswer answer) => Assert.Single(answer.Json.GetProperty("EventSourceMappings").EnumerateArray()).GetProperty("UUID").GetString();
    }

    [Fact]
    public async Task Invocation_answers_with_the_functions_payload()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.SendAsync(HttpMethod.Post, "functions/timed/invocations", "[1]", ("X-Amz-Log-Type", "Tail"));

        Assert.Equal((HttpStatusCode.OK, "[1]"), (answer.Status, answer.Body));
        Assert.Equal("$LATEST", answer.Headers["X-Amz-Executed-Version"]);
        Assert.True(answer.Headers.ContainsKey("X-Amz-Log-Result"));
        Assert.False(answer.Headers.ContainsKey("X-Amz-Function-Error"));
    }

    [Fact]
    public async Task Failed_invocation_is_a_200_with_an_error_header()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.SendAsync(HttpMethod.Post, "functions/broken/invocations", "{}");

        Assert.Equal((HttpStatusCode.OK, "Unhandled"), (answer.Status, answer.Headers["X-Amz-Function-Error"]));
        Assert.Equal("no such item", answer.Text("errorMessage"));
    }

    [Fact]
    public async Task Event_is_accepted_and_runs()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.SendAsync(HttpMethod.Post, "functions/apply/invocations", "\"as an event\"", ("X-Amz-Invocation-Type", "Event"));
        var dry = await lambda.SendAsync(HttpMethod.Post, "functions/apply/invocations", "{}", ("X-Amz-Invocation-Type", "DryRun"));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.NoContent), (answer.Status, dry.Status));
        await fixture.Regions.LineAsync("as an event");
    }

    [Fact]
    public async Task Payload_above_the_limit_is_refused()
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.SendAsync(HttpMethod.Post, "functions/timed/invocations", JsonSerializer.Serialize(new string('x', 6_300_000)));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "RequestTooLargeException"), (answer.Status, answer.ErrorType));
    }

    [Theory]
    [InlineData("""{"BatchSize":5}""", "InvalidParameterValueException")]
    [InlineData("""{"Enabled":"no"}""", "InvalidRequestContentException")]
    [InlineData("[]", "InvalidRequestContentException")]
    [InlineData("{", "InvalidRequestContentException")]
    public async Task Mapping_changes_in_nothing_but_whether_it_is_enabled(string body, string type)
    {
        using var lambda = new LambdaClient(fixture.Host, Region);

        var answer = await lambda.SendAsync(HttpMethod.Put, $"event-source-mappings/{fixture.Host.Region(Region).Output("ApplyMappingId")}", body);

        Assert.Equal((HttpStatusCode.BadRequest, type), (answer.Status, answer.ErrorType));
    }

    [Fact]
    public async Task Cut_region_is_out_of_reach_for_the_others_but_not_for_the_operator()
    {
        using var other = new LambdaClient(fixture.Host, Region, RegionFaults.AccessKeyId("us-east-1"));
        using var own = new LambdaClient(fixture.Host, Region, RegionFaults.AccessKeyId(Region));
        using var @operator = new LambdaClient(fixture.Host, Region);
        fixture.Host.Faults.CutOff(Region);

        var answers = (await own.GetAsync("functions/apply/configuration"), await @operator.GetAsync("functions/apply/configuration"));
        await Assert.ThrowsAsync<HttpRequestException>(() => other.GetAsync("functions/apply/configuration"));
        await Assert.ThrowsAsync<HttpRequestException>(() => other.FigureAsync("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", ("QueueName", "work")));
        fixture.Host.Faults.Heal(Region);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answers.Item1.Status, answers.Item2.Status));
    }

    [Theory]
    [InlineData(FaultKind.Throttle, HttpStatusCode.TooManyRequests, "TooManyRequestsException")]
    [InlineData(FaultKind.Error, HttpStatusCode.InternalServerError, "ServiceException")]
    [InlineData(FaultKind.Deny, HttpStatusCode.Forbidden, "AccessDeniedException")]
    public async Task Fault_of_the_service_is_answered_in_its_own_words(FaultKind kind, HttpStatusCode status, string type)
    {
        using var lambda = new LambdaClient(fixture.Host, "us-east-1");
        var fault = new Fault(kind, "us-east-1") { Target = "lambda", Text = "/functions/apply" };
        fixture.Host.Faults.Begin(fault);

        var struck = await lambda.GetAsync("functions/apply/configuration");
        var spared = await lambda.GetAsync("functions/capture/configuration");
        fixture.Host.Faults.End(fault);

        Assert.Equal((status, type, HttpStatusCode.OK), (struck.Status, struck.ErrorType, spared.Status));
    }
}
