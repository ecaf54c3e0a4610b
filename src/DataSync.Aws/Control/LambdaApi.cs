using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;

namespace DataSync.Aws.Control;

/// <summary>The calls of AWS Lambda's API that an operator needs, in one region.</summary>
public sealed class LambdaApi : IDisposable
{
    private const string Root = "/2015-03-31";
    private const int PageSize = 100;

    // RequestResponse answers when the function has; Redrive may take its whole timeout, ten minutes.
    private static readonly TimeSpan InvokeTimeout = TimeSpan.FromSeconds(630);

    private readonly ApiClient _client;

    internal LambdaApi(Func<string, string, string, ApiClient> make) => _client = make("Lambda", "lambda", "2015-03-31");

    /// <summary>The longest that a call may take.</summary>
    internal static TimeSpan Timeout => InvokeTimeout;

    /// <summary>How a function is set up.</summary>
    /// <exception cref="AmazonServiceException">Lambda refused; a function that does not exist is a ResourceNotFoundException.</exception>
    public async Task<FunctionConfiguration> ConfigurationAsync(string function, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync("GetFunctionConfiguration", $"{Root}/functions/{Uri.EscapeDataString(function)}/configuration", [], cancellationToken);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (answer.RootElement.TryGetProperty("Environment", out var environment) && environment.TryGetProperty("Variables", out var all))
        {
            foreach (var variable in all.EnumerateObject())
            {
                variables[variable.Name] = variable.Value.GetString() ?? "";
            }
        }

        var modified = answer.RootElement.TryGetProperty("LastModified", out var text) ? text.GetString() : null;
        return new FunctionConfiguration(variables, FunctionConfiguration.Time(modified));
    }

    /// <summary>The event source mappings of a function.</summary>
    /// <exception cref="AmazonServiceException">Lambda refused.</exception>
    public async Task<IReadOnlyList<SourceMapping>> MappingsAsync(string function, CancellationToken cancellationToken)
    {
        var mappings = new List<SourceMapping>();
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["FunctionName"] = function, ["MaxItems"] = PageSize.ToString(CultureInfo.InvariantCulture) };
        while (true)
        {
            using var answer = await GetAsync("ListEventSourceMappings", $"{Root}/event-source-mappings/", query, cancellationToken);
            mappings.AddRange(answer.RootElement.GetProperty("EventSourceMappings").EnumerateArray().Select(SourceMapping.Read));
            if (!answer.RootElement.TryGetProperty("NextMarker", out var marker) || string.IsNullOrEmpty(marker.GetString()))
            {
                return mappings;
            }

            query["Marker"] = marker.GetString()!;
        }
    }

    /// <summary>An event source mapping as it is now.</summary>
    /// <exception cref="AmazonServiceException">Lambda refused.</exception>
    public async Task<SourceMapping> MappingAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync("GetEventSourceMapping", $"{Root}/event-source-mappings/{Uri.EscapeDataString(id)}", [], cancellationToken);
        return SourceMapping.Read(answer.RootElement);
    }

    /// <summary>Enables or disables a mapping; it takes a moment until its state says so.</summary>
    /// <exception cref="AmazonServiceException">Lambda refused; ResourceInUseException while an earlier change is under way.</exception>
    public async Task<SourceMapping> EnableAsync(string id, bool isEnabled, CancellationToken cancellationToken)
    {
        var body = isEnabled ? """{"Enabled":true}"""u8 : """{"Enabled":false}"""u8;
        var call = new ApiCall("UpdateEventSourceMapping", "PUT", $"{Root}/event-source-mappings/{Uri.EscapeDataString(id)}", body.ToArray());
        using var answer = JsonDocument.Parse((await _client.SendAsync(call, cancellationToken)).Body);
        return SourceMapping.Read(answer.RootElement);
    }

    /// <summary>Runs a function and waits for its answer.</summary>
    /// <returns>What it answered.</returns>
    /// <exception cref="FunctionFailedException">The function itself failed.</exception>
    /// <exception cref="AmazonServiceException">Lambda refused.</exception>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(string function, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var call = new ApiCall("Invoke", "POST", $"{Root}/functions/{Uri.EscapeDataString(function)}/invocations", payload)
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Amz-Invocation-Type"] = "RequestResponse" },
        };
        var answer = await _client.SendAsync(call, cancellationToken);
        return answer.FunctionError is null ? answer.Body : throw FunctionFailedException.Of(function, answer.Body);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonDocument> GetAsync(string operation, string path, Dictionary<string, string> query, CancellationToken cancellationToken) =>
        JsonDocument.Parse((await _client.SendAsync(new ApiCall(operation, "GET", path, default) { Query = query }, cancellationToken)).Body);
}
