using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DataSync.Aws.Tests.Contract.Streams;

/// <summary>
/// DynamoDB Streams through the SDK's pipeline, with its signing and endpoints, but without AWSSDK.DynamoDBStreams: answers are plain
/// JSON. It leans on types the SDK calls internal, so the package's version is pinned.
/// </summary>
public sealed class StreamsClient(AWSCredentials credentials, AmazonDynamoDBConfig config) : AmazonDynamoDBClient(credentials, config)
{
    /// <exception cref="AmazonDynamoDBException">The service's error, with its code and message.</exception>
    public async Task<JsonElement> CallAsync(string operation, object parameters)
    {
        var options = new InvokeOptions { RequestMarshaller = new Marshaller(), ResponseUnmarshaller = new Unmarshaller() };
        var request = new Request { Operation = operation, Body = JsonSerializer.SerializeToUtf8Bytes(parameters) };
        return (await InvokeAsync<Response>(request, options, CancellationToken.None)).Body;
    }

    private sealed class Request : AmazonDynamoDBRequest
    {
        public required string Operation { get; init; }

        public required byte[] Body { get; init; }
    }

    private sealed class Response : AmazonWebServiceResponse
    {
        public JsonElement Body { get; init; }
    }

    private sealed class Marshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = (Request)input;
            var wire = new DefaultRequest(request, "Amazon.DynamoDBv2") { HttpMethod = "POST", ResourcePath = "/", Content = request.Body };
            wire.Headers["X-Amz-Target"] = $"DynamoDBStreams_20120810.{request.Operation}";
            wire.Headers["Content-Type"] = "application/x-amz-json-1.0";
            return wire;
        }
    }

    private sealed class Unmarshaller : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new Response { Body = Read(input) };

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var body = Read(input);
            var type = body.GetProperty("__type").GetString()!;
            var message = body.TryGetProperty("message", out var lower) || body.TryGetProperty("Message", out lower) ? lower.GetString() : null;
            return new AmazonDynamoDBException(message, innerException, ErrorType.Unknown, type[(type.LastIndexOf('#') + 1)..], requestId: null, statusCode);
        }

        private static JsonElement Read(JsonUnmarshallerContext input)
        {
            using var document = JsonDocument.Parse(input.Stream);
            return document.RootElement.Clone();
        }
    }
}
