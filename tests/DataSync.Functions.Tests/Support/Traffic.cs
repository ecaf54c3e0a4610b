using System.Collections.Concurrent;
using System.Text.Json;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;

namespace DataSync.Functions.Tests.Support;

/// <summary>Sees every call that the functions make, and answers in a service's place when it is told to.</summary>
public sealed class Traffic : IFaultInjector
{
    private const string KeyPrefix = "functions-of-";

    private readonly ConcurrentQueue<AwsRequest> _calls = new();

    /// <summary>Asked before every call of the functions: null lets it through.</summary>
    public Func<AwsRequest, AwsResponse?>? Fault { get; set; }

    /// <summary>Awaited before every call of the functions: a service that takes its time.</summary>
    public Func<AwsRequest, CancellationToken, Task>? Pause { get; set; }

    public LocalCloud? Cloud { get; set; }

    /// <summary>The access key that a region's functions sign with; tests sign with others and are neither seen nor hindered.</summary>
    public static string AccessKeyOf(string region) => KeyPrefix + region;

    public static bool IsBy(AwsRequest call, string region) => call.AccessKeyId == AccessKeyOf(region);

    public static string QueueOf(AwsRequest call)
    {
        using var body = JsonDocument.Parse(call.Body);
        return body.RootElement.TryGetProperty("QueueUrl", out var url) ? url.GetString()![(url.GetString()!.LastIndexOf('/') + 1)..] : "";
    }

    /// <summary>The bucket and the object, as <c>bucket/name</c>.</summary>
    public static string ObjectOf(AwsRequest call) => System.Text.Encoding.UTF8.GetString(call.Body.Span);

    public static string TableOf(AwsRequest call)
    {
        using var body = JsonDocument.Parse(call.Body);
        return body.RootElement.TryGetProperty("TableName", out var name) ? name.GetString()! : "";
    }

    public static AwsResponse Denied(AwsRequest call) => call.Service == "sqs"
        ? new AwsResponse(403, """{"__type":"com.amazonaws.sqs#AccessDenied","message":"Access to the resource is denied."}"""u8.ToArray(), "AccessDenied;Sender")
        : new AwsResponse(400, """{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not authorized to perform it"}"""u8.ToArray());

    /// <summary>The calls since the last <see cref="Forget"/>, as <c>Operation resource</c>.</summary>
    public IReadOnlyList<string> CallsOf(string region) =>
        [.. _calls.Where(c => IsBy(c, region)).Select(c => $"{c.Operation} {ResourceOf(c)}@{c.Region}")];

    private static string ResourceOf(AwsRequest call) => call.Service switch
    {
        "sqs" => QueueOf(call),
        "s3" => ObjectOf(call),
        _ => TableOf(call),
    };

    public void Forget() => _calls.Clear();

    public async ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (request.AccessKeyId?.StartsWith(KeyPrefix, StringComparison.Ordinal) != true)
        {
            return null;
        }

        _calls.Enqueue(request);
        if (Pause is { } pause)
        {
            await pause(request, cancellationToken);
        }

        if (Fault?.Invoke(request) is { } instead)
        {
            return instead;
        }

        // A long poll would wait for a clock that stands still.
        return request.Operation == "ReceiveMessage" && Cloud!.Sqs.Depth(LocalRegion.QueueArn(request.Region, QueueOf(request))).Visible == 0
            ? new AwsResponse(200, "{}"u8.ToArray())
            : null;
    }
}
