using System.Threading.Channels;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using DataSync.Local.Runtime;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.Hosting;

/// <summary>A local host over a template text and the test function, with clients of the AWS SDK.</summary>
internal sealed class HostFixture : IAsyncDisposable
{
    private readonly Channel<FunctionLogLine> _lines;
    private readonly string _templatePath;

    private HostFixture(LocalHost host, Channel<FunctionLogLine> lines, string templatePath)
    {
        Host = host;
        _lines = lines;
        _templatePath = templatePath;
    }

    public LocalHost Host { get; }

    public static LocalHostOptions Options(string templatePath) => new()
    {
        TemplatePath = templatePath,
        Regions = ["us-east-1", "eu-west-1"],
        FunctionPath = FunctionPath,
        Time = TimeProvider.System,
    };

    /// <summary>The test function's assembly, in the output folder of its own project.</summary>
    public static string FunctionPath { get; } = AppContext.BaseDirectory.Replace("DataSync.Local.Tests", "TestFunction") + "TestFunction.dll";

    public static string Write(string template)
    {
        var path = Path.Combine(Path.GetTempPath(), $"datasync-template-{Guid.NewGuid():n}.yaml");
        File.WriteAllText(path, template);
        return path;
    }

    public static async Task<HostFixture> StartAsync(string template, Func<LocalHostOptions, LocalHostOptions>? with = null)
    {
        var path = Write(template);
        var lines = Channel.CreateUnbounded<FunctionLogLine>();
        var options = Options(path) with { LogSink = line => lines.Writer.TryWrite(line) };
        return new HostFixture(await LocalHost.StartAsync(with?.Invoke(options) ?? options), lines, path);
    }

    public AmazonDynamoDBClient DynamoDb(string region, string key = "DEVELOPER") => new(
        new BasicAWSCredentials(key, "local"), new AmazonDynamoDBConfig { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 0 });

    public AmazonSQSClient Sqs(string region, string key = "DEVELOPER") => new(
        new BasicAWSCredentials(key, "local"), new AmazonSQSConfig { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 0 });

    public AmazonS3Client S3(string region, string key = "DEVELOPER") => new(
        new BasicAWSCredentials(key, "local"), new AmazonS3Config { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = region, ForcePathStyle = true, MaxErrorRetry = 0 });

    /// <summary>Waits for a line of a function that contains the text.</summary>
    public async Task<FunctionLogLine> LineAsync(string text)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync().InTimeAsync();
            if (line.Text.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        File.Delete(_templatePath);
    }
}
