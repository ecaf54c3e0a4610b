using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Hosting;

/// <summary>Finds out, before anything is started, whether the servers that should already run do, and whose account they keep.</summary>
internal static class RemoteServers
{
    /// <summary>The options with the account of the SQS server: the one in ARNs and queue URLs. It is asked for, since functions must name the queues by it (moto: 123456789012, LocalStack: 000000000000).</summary>
    /// <exception cref="LocalHostException">A server does not answer, or is none of the kind.</exception>
    public static async Task<LocalHostOptions> MeetAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        if (options.Regions.Count == 0)
        {
            // Refused elsewhere, with the reason.
            return options;
        }

        if (options.DynamoDbEndpoint is { } dynamoDb)
        {
            using var service = new RemoteService(dynamoDb, options.Time);
            using var ignored = await CallAsync(service, dynamoDb, new AwsRequest("dynamodb", options.Regions[0], "ListTables", "{}"u8.ToArray()), cancellationToken);
        }

        if (options.S3Endpoint is { } s3)
        {
            await LookAsync(options, s3, cancellationToken);
        }

        return options.SqsEndpoint is { } sqs ? options with { AccountId = await AccountAsync(options, sqs, cancellationToken) } : options;
    }

    private static async Task LookAsync(LocalHostOptions options, RemoteEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var service = new RemoteRestService(endpoint, options.Time, static _ => null);
        try
        {
            var answer = await new RestCalls(service, options.Regions[0]).CallAsync("GET", "/", "", default, cancellationToken);
            if (XElement.Load(new MemoryStream(answer)).Name.LocalName == "ListAllMyBucketsResult")
            {
                return;
            }
        }
        catch (HttpRequestException exception)
        {
            throw NoAnswer(endpoint, exception);
        }
        catch (Exception exception) when (exception is ServiceCallException or XmlException)
        {
            // Said below: whatever it answered, it is not S3.
        }

        throw new LocalHostException($"{endpoint} did not answer ListBuckets as S3 does. Is it a server of that service?");
    }

    // Only a queue tells: an SQS server need not have STS. A queue of its own, since a server may be in use.
    private static async Task<string> AccountAsync(LocalHostOptions options, RemoteEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var service = new RemoteService(endpoint, options.Time);
        async Task<JsonDocument> CallSqsAsync(string operation, JsonObject body) =>
            await CallAsync(service, endpoint, new AwsRequest("sqs", options.Regions[0], operation, JsonSerializer.SerializeToUtf8Bytes(body)), cancellationToken);

        using var created = await CallSqsAsync("CreateQueue", new JsonObject { ["QueueName"] = $"datasync-account-{Guid.NewGuid():n}" });
        var url = created.RootElement.GetProperty("QueueUrl").GetString();
        using var answer = await CallSqsAsync("GetQueueAttributes", new JsonObject { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("QueueArn") });
        using var ignored = await CallSqsAsync("DeleteQueue", new JsonObject { ["QueueUrl"] = url });
        return answer.RootElement.GetProperty("Attributes").GetProperty("QueueArn").GetString()!.Split(':')[4];
    }

    private static async Task<JsonDocument> CallAsync(RemoteService service, RemoteEndpoint endpoint, AwsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await service.HandleAsync(request, cancellationToken);
            if (response.Status == 200)
            {
                return JsonDocument.Parse(response.Body.IsEmpty ? "{}"u8.ToArray() : response.Body);
            }

            throw new LocalHostException($"{endpoint} answered {request.Operation} of {request.Service} with HTTP {response.Status}. Is it a server of that service?");
        }
        catch (HttpRequestException exception)
        {
            throw NoAnswer(endpoint, exception);
        }
        catch (JsonException)
        {
            throw new LocalHostException($"{endpoint} answered {request.Operation} of {request.Service} with something that is not JSON. Is it a server of that service?");
        }
    }

    private static LocalHostException NoAnswer(RemoteEndpoint endpoint, HttpRequestException exception) => new(
        $"{endpoint} does not answer: {exception.Message} Start that server first (for moto: moto_server -H 127.0.0.1 -p {endpoint.Uri.Port}), or leave {endpoint.Setting} out to run on the servers built in.");
}
