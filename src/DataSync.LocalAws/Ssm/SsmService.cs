using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Ssm;

/// <summary>
/// Systems Manager's Parameter Store over the JSON protocol (<c>AmazonSSM</c>), each region on its own. Secure strings are kept as text and come out
/// marked unless the caller asks for decryption. No labels, tags, policies or other parts of Systems Manager. Safe for concurrent use.
/// </summary>
/// <param name="time">Dates the versions.</param>
/// <param name="accountId">The account in ARNs.</param>
public sealed class SsmService(TimeProvider time, string accountId = "000000000000") : IAwsService
{
    private const string JsonContent = "application/x-amz-json-1.1";

    private readonly ConcurrentDictionary<string, RegionParameters> _regions = new(StringComparer.Ordinal);

    /// <summary>The newest value of a parameter; null when there is none of that name. For live views.</summary>
    public string? Find(string region, string name) =>
        _regions.TryGetValue(region, out var parameters) ? parameters.History(name)?[^1].Value : null;

    /// <inheritdoc/>
    public ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonDocument.Parse(request.Body.IsEmpty ? "{}"u8.ToArray() : request.Body);
            return ValueTask.FromResult(Answer(200, Handle(request, new SsmInput(body.RootElement))));
        }
        catch (SsmException error)
        {
            return ValueTask.FromResult(Answer(400, new JsonObject { ["__type"] = error.Type, ["message"] = error.Message }));
        }
        catch (JsonException)
        {
            return ValueTask.FromResult(Answer(400, new JsonObject { ["__type"] = "SerializationException", ["message"] = "The request is not JSON." }));
        }
    }

    private JsonObject Handle(AwsRequest request, SsmInput input)
    {
        var parameters = _regions.GetOrAdd(request.Region, static _ => new RegionParameters());
        var json = new ParameterJson(request.Region, accountId);
        return request.Operation switch
        {
            "GetParameter" => new ParameterReads(parameters, json).Get(input),
            "GetParameters" => new ParameterReads(parameters, json).GetMany(input),
            "GetParametersByPath" => new ParameterLists(parameters, json).ByPath(input),
            "GetParameterHistory" => new ParameterReads(parameters, json).History(input),
            "DescribeParameters" => new ParameterLists(parameters, json).Describe(input),
            "PutParameter" => ParameterWrite.Put(parameters, input, time.GetUtcNow(), request.AccessKeyId),
            "DeleteParameter" => new ParameterReads(parameters, json).Delete(input),
            "DeleteParameters" => new ParameterReads(parameters, json).DeleteMany(input),
            _ => throw new SsmException("UnknownOperationException", $"The operation {request.Operation} is not supported here; of Systems Manager only the Parameter Store is."),
        };
    }

    private static AwsResponse Answer(int status, JsonObject body) => new(status, JsonSerializer.SerializeToUtf8Bytes(body), ContentType: JsonContent);
}
