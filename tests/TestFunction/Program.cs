using System.Text;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;

namespace TestFunction;

internal static class Program
{
    private static readonly string s_mode = Environment.GetEnvironmentVariable("_HANDLER") ?? string.Empty;

    private static async Task<int> Main()
    {
        if (s_mode == "exit-at-start")
        {
            Console.Error.WriteLine("gone before the first invocation");
            return 3;
        }

        using var bootstrap = Builder().UseBootstrapHandler(InitializeAsync).Build();
        await bootstrap.RunAsync();
        return 0;
    }

    private static LambdaBootstrapBuilder Builder() => s_mode == "typed"
        ? LambdaBootstrapBuilder.Create<SQSEvent, SQSBatchResponse>(RefuseAllAsync, new SourceGeneratorLambdaJsonSerializer<QueueContext>())
        : LambdaBootstrapBuilder.Create(HandleAsync);

    private static async Task<bool> InitializeAsync()
    {
        switch (s_mode)
        {
            case "init-fail":
                throw new InvalidOperationException("DATASYNC_REGIONS is empty: name at least two regions.");
            case "init-hang":
                Console.WriteLine("initializing");
                await Task.Delay(Timeout.Infinite);
                break;
        }

        return true;
    }

    private static async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        using var reader = new StreamReader(input);
        var text = await reader.ReadToEndAsync();
        switch (s_mode)
        {
            case "throw":
                throw new ArgumentException("no such item", new FormatException("inner"));
            case "exit":
                Console.WriteLine("leaving");
                Environment.Exit(7);
                break;
            case "hang":
                Console.WriteLine("hanging");
                await Task.Delay(Timeout.Infinite);
                break;
            case "exit-when-told" when text == "\"exit\"":
                Environment.Exit(7);
                break;
            case "context":
                return Utf8($"{context.FunctionName}|{context.InvokedFunctionArn}|{context.MemoryLimitInMB}|{context.RemainingTime.TotalSeconds:0}"
                    + $"|{context.TraceId == Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID")}|{context.AwsRequestId}");
            case "environment":
                return Utf8(string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order().Select(k => $"{k}={Environment.GetEnvironmentVariable(k)}")));
            case "large":
                return Utf8(new string('x', 7_000_000));
            case "log":
                await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => LogMany(context, i))));
                break;
            case "child":
                // Inherits the output of this process, which stays open for as long as either lives.
                using (System.Diagnostics.Process.Start("sleep", "600"))
                {
                    Console.WriteLine("hanging");
                    await Task.Delay(Timeout.Infinite);
                }

                break;
            case "allocate":
                var held = new List<byte[]>();
                for (var megabyte = 0; megabyte < int.Parse(text); megabyte++)
                {
                    held.Add(new byte[1024 * 1024]);
                }

                return Utf8(held.Count.ToString());
            case "print":
                Console.WriteLine(text);
                break;
            case "answer":
                // What the caller of an HTTP API sends is what the function answers.
                using (var request = System.Text.Json.JsonDocument.Parse(text))
                {
                    return Utf8(request.RootElement.GetProperty("body").GetString()!);
                }

            case "pid":
                return Utf8(Environment.ProcessId.ToString());
        }

        context.Logger.LogInformation("echo {Length}", text.Length);
        return Utf8(text);
    }

    private static void LogMany(ILambdaContext context, int writer)
    {
        for (var line = 0; line < 50; line++)
        {
            context.Logger.LogWarning("writer {Writer}\nline {Line} {Padding}", writer, line, new string((char)('a' + writer), 200));
            context.Logger.LogDebug("never shown");
        }
    }

    private static Task<SQSBatchResponse> RefuseAllAsync(SQSEvent input, ILambdaContext context) => Task.FromResult(
        new SQSBatchResponse([.. input.Records!.Select(r => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = r.MessageId })]));

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));
}

[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
internal sealed partial class QueueContext : JsonSerializerContext;
