using System.Reflection;
using System.Text.Json;
using DataSync.Functions.Hosting;
using DataSync.Functions.Tests.Support;
using DataSync.LocalAws.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Observability;

public sealed class LogTests
{
    private static readonly MethodInfo[] Entries =
    [
        .. typeof(Composition).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<LoggerMessageAttribute>() is not null),
    ];

    [Fact]
    public void Every_entry_has_an_event_id_of_its_own_from_2000_on()
    {
        var ids = Entries.Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()!.EventId).ToArray();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 2000, 2999));
    }

    [Fact]
    public void Every_entry_is_written_under_the_name_of_its_method()
    {
        foreach (var entry in Entries)
        {
            var output = new StringWriter();
            var arguments = entry.GetParameters().Skip(1).Select(p => p.ParameterType == typeof(string) ? "text" : Activator.CreateInstance(p.ParameterType));

            entry.Invoke(null, [Logger(output, LogLevel.Trace), .. arguments]);

            var line = JsonDocument.Parse(output.ToString()).RootElement;
            Assert.Equal(entry.Name, line.GetProperty("event").GetString());
            Assert.Equal(entry.GetCustomAttribute<LoggerMessageAttribute>()!.EventId, line.GetProperty("eventId").GetInt32());
            Assert.Equal("eu-west-1", line.GetProperty("Region").GetString());
        }
    }

    [Fact]
    public void An_entry_is_one_line_of_json_whatever_its_text_holds()
    {
        var output = new StringWriter();

        Logger(output).LogError(new EventId(1, "Test"), new InvalidOperationException("a\nb"), "{Text} is 'not' \n {Count}", "x\"\r\n\u2028", 5);

        var line = Assert.Single(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var entry = JsonDocument.Parse(line).RootElement;
        Assert.Equal("x\"\r\n\u2028 is 'not' \n 5", entry.GetProperty("message").GetString());
        Assert.Equal(5, entry.GetProperty("Count").GetInt32());
        Assert.Contains("InvalidOperationException: a\nb", entry.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.Contains("'not'", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Debug, false)]
    [InlineData(LogLevel.Information, true)]
    [InlineData(LogLevel.None, false)]
    public void Entries_below_the_level_are_left_out(LogLevel level, bool isWritten)
    {
        var output = new StringWriter();

        Logger(output).Log(level, default, "text", exception: null, (state, _) => state);

        Assert.Equal(isWritten, output.ToString().Length > 0);
    }

    [Fact]
    public async Task Neither_keys_nor_content_are_written_whatever_happens()
    {
        const string secretKey = "Geheimnis-key";
        const string secretText = "Geheimnis-text";
        await using var regions = await LocalRegions.CreateAsync([LocalRegions.Dublin, LocalRegions.Virginia], v => v["DATASYNC_LOG_LEVEL"] = "Trace");
        var item = "{\"pk\":{\"S\":\"" + secretKey + "\"},\"t\":{\"S\":\"" + secretText + "\"}}";
        await regions.A.PutAsync(item);
        regions.Traffic.Fault = call => call.Service == "sqs" && call.Region == LocalRegions.Virginia ? Traffic.Denied(call) : null;
        await regions.A.CaptureAsync();
        await regions.A.ForwardAsync();
        regions.Traffic.Fault = call => call.Operation == "PutItem" ? Traffic.Denied(call) : null;
        regions.Time.Advance(TimeSpan.FromHours(1));
        await regions.A.ForwardAsync();
        await regions.B.ApplyAsync();
        regions.Traffic.Fault = null;
        regions.Time.Advance(TimeSpan.FromHours(1));
        await regions.SettleAsync();
        await regions.A.CaptureAsync(Payloads.Event([Payloads.Record(newImage: "{\"pk\":{\"S\":\"" + secretKey + "\"},\"_sync\":{\"S\":\"" + secretText + "\"}}")]));
        await regions.B.SendAsync(LocalRegion.Changes, secretText);
        await regions.B.SendAsync(LocalRegion.Changes, "{\"format\":1,\"origin\":\"eu-west-1\",\"changes\":[" + item + ",{\"entity\":\"items\",\"version\":\"" + secretText + "\"}]}");
        await regions.B.ApplyAsync();
        await regions.A.RedriveAsync("capture");
        await regions.B.RedriveAsync("changes");

        Assert.NotNull(await regions.B.ReadAsync(secretKey));
        Assert.DoesNotContain("Geheimnis", regions.A.Output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Geheimnis", regions.B.Output.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(regions.A.OutputLines);
    }

    [Fact]
    public async Task A_write_that_cannot_be_brought_back_is_logged_without_its_key()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.OverwriteAsync("Geheimnis");
        regions.Traffic.Fault = call => call.Operation == "PutItem"
            ? new AwsResponse(400, """{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}"""u8.ToArray())
            : null;

        var failed = await regions.A.CaptureAsync();

        Assert.Single(failed!);
        Assert.Contains("changed 20 times", regions.A.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Geheimnis", regions.A.Output.ToString(), StringComparison.Ordinal);
    }

    private static JsonLogger Logger(StringWriter output, LogLevel minimum = LogLevel.Information) =>
        new(output, minimum, "eu-west-1", new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
}
