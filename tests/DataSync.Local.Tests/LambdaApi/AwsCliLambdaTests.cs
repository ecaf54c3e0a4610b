using System.Text.Json;
using DataSync.Local.Tests.Hosting;
using DataSync.Local.Tests.Mappings;
using DataSync.Tests.Shared;

namespace DataSync.Local.Tests.LambdaApi;

/// <summary>What an operator types.</summary>
public sealed class AwsCliLambdaTests
{
    private const string Region = "eu-west-1";

    [SkippableFact]
    public async Task Functions_are_described_and_invoked()
    {
        AwsCommand.Require();
        await using var fixture = await HostFixture.StartAsync(LambdaTemplate.Text);
        var aws = new AwsCommand(fixture.Host.Endpoint, Region);
        var output = Path.GetTempFileName();

        var configuration = await aws.RunAsync("lambda", "get-function-configuration", "--function-name", "apply");
        var invoked = await aws.RunAsync("lambda", "invoke", "--function-name", "timed", "--payload", """{"hello":1}""", output);
        var failed = await aws.RunAsync("lambda", "invoke", "--function-name", "broken", output + ".error");
        var accepted = await aws.RunAsync("lambda", "invoke", "--function-name", "apply", "--invocation-type", "Event", "--payload", "\"an event\"", "/dev/null");
        var unknown = await aws.FailAsync("lambda", "get-function-configuration", "--function-name", "nobody");

        Assert.Equal("a", configuration.GetProperty("Environment").GetProperty("Variables").GetProperty("MODE").GetString());
        Assert.Equal((200, """{"hello":1}"""), (invoked.GetProperty("StatusCode").GetInt32(), await File.ReadAllTextAsync(output)));
        Assert.Equal("Unhandled", failed.GetProperty("FunctionError").GetString());
        Assert.Equal(202, accepted.GetProperty("StatusCode").GetInt32());
        Assert.Contains("(ResourceNotFoundException) when calling the GetFunctionConfiguration operation: Function not found: nobody", unknown, StringComparison.Ordinal);
        await fixture.LineAsync("an event");
        File.Delete(output);
        File.Delete(output + ".error");
    }

    [SkippableFact]
    public async Task Mapping_is_found_disabled_and_enabled()
    {
        AwsCommand.Require();
        await using var fixture = await HostFixture.StartAsync(LambdaTemplate.Text);
        var aws = new AwsCommand(fixture.Host.Endpoint, Region);

        var list = await aws.RunAsync("lambda", "list-event-source-mappings", "--function-name", "apply");
        var id = Assert.Single(list.GetProperty("EventSourceMappings").EnumerateArray()).GetProperty("UUID").GetString()!;
        var disabling = await aws.RunAsync("lambda", "update-event-source-mapping", "--uuid", id, "--no-enabled");
        await Waiting.UntilAsync(async () => State(await aws.RunAsync("lambda", "get-event-source-mapping", "--uuid", id)) == "Disabled");
        var enabling = await aws.RunAsync("lambda", "update-event-source-mapping", "--uuid", id, "--enabled");

        Assert.Equal(fixture.Host.Region(Region).Output("ApplyMappingId"), id);
        Assert.Equal(("Disabling", "Enabling"), (State(disabling), State(enabling)));
        static string? State(JsonElement mapping) => mapping.GetProperty("State").GetString();
    }
}
