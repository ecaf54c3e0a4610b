using System.Text.Json.Nodes;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Tests.Remote;

public sealed class ServiceCallsTests
{
    private readonly SignallingTime _time = new();
    private readonly Calls _service = new();

    private ServiceCalls Subject => new(_service, "dynamodb", "eu-west-1", _time);

    [Fact]
    public async Task Broken_connections_and_busy_servers_are_tried_again_with_growing_waits()
    {
        _service.Answers.Enqueue(() => throw new HttpRequestException("refused"));
        _service.Answers.Enqueue(() => Calls.Error("ProvisionedThroughputExceededException"));
        _service.Answers.Enqueue(() => Calls.Error("InternalServerError", 500));
        _service.Answers.Enqueue(() => new AwsResponse(200, """{"ok":true}"""u8.ToArray()));

        var call = Subject.CallAsync("ListTables", [], CancellationToken.None).AsTask();
        await _time.PassAsync(TimeSpan.FromMilliseconds(100));
        await _time.PassAsync(TimeSpan.FromMilliseconds(200));
        await _time.PassAsync(TimeSpan.FromMilliseconds(400));
        await call.InTimeAsync();

        Assert.True((await call).RootElement.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Refusal_that_would_come_again_is_not_tried_again()
    {
        _service.Answers.Enqueue(() => Calls.Error("ResourceNotFoundException"));

        var error = await Assert.ThrowsAsync<ServiceCallException>(async () => await Subject.CallAsync("DescribeTable", new JsonObject(), CancellationToken.None));

        Assert.Equal(("ResourceNotFoundException", 400), (error.Code, error.Status));
        Assert.Equal("""DescribeTable was refused (HTTP 400): {"__type":"com.amazonaws#ResourceNotFoundException","message":"as scripted"}""", error.Message);
    }

    [Fact]
    public async Task Server_that_stays_away_is_given_up()
    {
        for (var i = 0; i < 12; i++)
        {
            _service.Answers.Enqueue(() => throw new HttpRequestException("refused"));
        }

        var call = Subject.CallAsync("ListTables", [], CancellationToken.None).AsTask();
        foreach (var wait in new[] { 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000, 5000 })
        {
            await _time.PassAsync(TimeSpan.FromMilliseconds(wait));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => call.InTimeAsync());
        Assert.Equal(12, _service.Seen.Count);
    }

    [Fact]
    public async Task Page_of_a_web_server_is_an_error_without_a_code()
    {
        _service.Answers.Enqueue(() => new AwsResponse(404, "<html>"u8.ToArray()));

        var error = await Assert.ThrowsAsync<ServiceCallException>(async () => await Subject.CallAsync("ListTables", [], CancellationToken.None));

        Assert.Equal(("", "ListTables was refused (HTTP 404): <html>"), (error.Code, error.Message));
    }
}
